import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@koji/common/service/logger';
import { killTree, type ProcessIdentity } from '../process/kill-tree.ts';

/** Which processes belong to tasks, on disk: a builder that was killed finds there what it left running. */
export class RunningRecord {
  readonly #directory: string;

  constructor(workdir: string) {
    this.#directory = join(workdir, 'running');
  }

  async add(taskId: number, identity: ProcessIdentity): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    await writeFile(this.#file(taskId), JSON.stringify(identity));
  }

  async remove(taskId: number): Promise<void> {
    await rm(this.#file(taskId), { force: true });
  }

  /** Ends what an earlier builder left running. */
  async clear(log: Logger): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    for (const name of await readdir(this.#directory)) {
      const identity = parseIdentity(await readFile(join(this.#directory, name), 'utf8'));
      if (identity) {
        log.info({ task: name, pid: identity.pid }, 'clearing up after a task of an earlier run');
        await killTree(identity, log);
      }
      await rm(join(this.#directory, name), { force: true });
    }
  }

  #file(taskId: number): string {
    return join(this.#directory, String(taskId));
  }
}

/** A builder that was killed while it wrote leaves half a line. */
function parseIdentity(text: string): ProcessIdentity | undefined {
  const match = /^\{"pid":(\d+),"startTime":(\d+)\}$/.exec(text);
  return match ? { pid: Number(match[1]), startTime: Number(match[2]) } : undefined;
}
