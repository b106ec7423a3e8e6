import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The logs that mock leaves in its result directory. */
export class StandinLogs {
  readonly root: string;
  readonly build: string;
  readonly #state: string;

  constructor(resultDir: string) {
    this.root = join(resultDir, 'root.log');
    this.build = join(resultDir, 'build.log');
    this.#state = join(resultDir, 'state.log');
  }

  static async open(resultDir: string): Promise<StandinLogs> {
    await mkdir(resultDir, { recursive: true });
    return new StandinLogs(resultDir);
  }

  async note(text: string): Promise<void> {
    await appendFile(this.root, `${text}\n`);
    process.stdout.write(`${text}\n`);
  }

  /** A phase with its start and end in the state log. */
  async phase<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.#mark(`Start: ${name}`);
    try {
      return await work();
    } finally {
      await this.#mark(`Finish: ${name}`);
    }
  }

  async #mark(text: string): Promise<void> {
    await appendFile(this.#state, `${new Date().toISOString()} - ${text}\n`);
    process.stdout.write(`${text}\n`);
  }
}
