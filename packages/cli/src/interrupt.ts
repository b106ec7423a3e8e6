/** The user's wish to stop (ctrl-C). */
export class Interrupt {
  #lastWords: (() => Promise<void> | void) | undefined;
  #arrive: () => void = () => undefined;
  /** Fulfilled when the user has asked to stop and everything has been said. */
  readonly happened: Promise<void> = new Promise((resolve) => {
    this.#arrive = resolve;
  });

  /** What is still to be said or done when the user stops the command; undefined for nothing. */
  say(lastWords: (() => Promise<void> | void) | undefined): void {
    this.#lastWords = lastWords;
  }

  async happen(): Promise<void> {
    await this.#lastWords?.();
    this.#arrive();
  }
}
