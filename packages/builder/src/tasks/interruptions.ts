/** This host cannot do the task; another may. */
export class RefuseTask extends Error {
  override name = 'RefuseTask';
}
/** The builder shall end. */
export class StopBuilder extends Error {
  override name = 'StopBuilder';
}
/** The builder shall start anew; the task that asks for it is done once that has happened. */
export class RestartBuilder extends Error {
  override name = 'RestartBuilder';
}
