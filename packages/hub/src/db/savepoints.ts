import type { SentAhead } from './sent-ahead.ts';

/** What a step that fails goes back to: nothing while there is no transaction, all of it for the step that has begun it. */
export interface Savepoint {
  readonly name: string;
  reach: 'nothing' | 'savepoint' | 'transaction';
}

/** The savepoints of a session, one within the other. */
export class Savepoints {
  readonly #ahead: SentAhead;
  readonly #open: Savepoint[] = [];
  #count = 0;

  constructor(ahead: SentAhead) {
    this.#ahead = ahead;
  }

  get areOpen(): boolean {
    return this.#open.length > 0;
  }

  enter({ isBegun }: { readonly isBegun: boolean }): Savepoint {
    const savepoint: Savepoint = { name: `s${++this.#count}`, reach: 'nothing' };
    this.#open.push(savepoint);
    if (isBegun) this.#set(savepoint);
    return savepoint;
  }
  /** The transaction has begun, maybe within steps. */
  begin(): void {
    const [outermost, ...others] = this.#open;
    if (outermost) outermost.reach = 'transaction';
    for (const savepoint of others) this.#set(savepoint);
  }
  #set(savepoint: Savepoint): void {
    savepoint.reach = 'savepoint';
    this.#ahead.push(`savepoint ${savepoint.name}`);
  }

  /** The step has come to a good end. */
  release({ name, reach }: Savepoint): void {
    if (reach === 'savepoint') this.#ahead.push(`release savepoint ${name}`);
  }
  leave(savepoint: Savepoint): void {
    this.#open.splice(this.#open.indexOf(savepoint), 1);
  }
}
