/** The command line makes no sense: usage and message on standard error, exit status 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The command cannot do what it was asked to: the message on standard error, if there is one, and an exit status. */
export class CommandFailure extends Error {
  override name = 'CommandFailure';
  readonly exitCode: number;
  constructor(message = '', exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
