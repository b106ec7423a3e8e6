/** One sentence that says why a login fails, in place of what was met, which stays its cause. */
export class Diagnosis extends Error {
  override name = 'Diagnosis';
}
