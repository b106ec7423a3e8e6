export type Effect = () => void | Promise<void>;

/** What a transaction does outside of the database: what waits for its commit, and what takes back what cannot wait. */
export class Effects {
  readonly #onFailure: ((error: unknown) => void) | undefined;
  #pending: Effect[] = [];
  #undos: Effect[] = [];

  constructor(onFailure: ((error: unknown) => void) | undefined) {
    this.#onFailure = onFailure;
  }

  onCommit(effect: Effect): void {
    this.#pending.push(effect);
  }
  onRollback(undo: Effect): void {
    this.#undos.push(undo);
  }

  get hasUndos(): boolean {
    return this.#undos.length > 0;
  }

  /** Takes back what has come since, when called. */
  mark(): () => Promise<void> {
    const [pending, undos] = [this.#pending.length, this.#undos.length];
    return () => {
      this.#pending.length = pending;
      return this.#run(this.#undos.splice(undos).reverse());
    };
  }

  async committed(): Promise<void> {
    this.#undos.length = 0;
    await this.#run(this.#pending.splice(0));
  }
  async rolledBack(): Promise<void> {
    this.#pending.length = 0;
    await this.#run(this.#undos.splice(0).reverse());
  }
  /** Nobody can tell whether it was committed. Files without a row are the lesser harm; whoever brings them again finds them. */
  unknown(reason: Error): void {
    this.#pending.length = 0;
    this.#undos.length = 0;
    this.#onFailure?.(reason);
  }

  /** Runs them all, whatever becomes of some: the outcome of the call is settled, and what is left over is for the log. */
  async #run(effects: readonly Effect[]): Promise<void> {
    for (const effect of effects) {
      try {
        await effect();
      } catch (error) {
        if (!this.#onFailure) throw error;
        this.#onFailure(error);
      }
    }
  }
}
