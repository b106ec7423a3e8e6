import { readFile, rm, writeFile } from 'node:fs/promises';

/** Runs `work` while no other koji-pki works in the same directory; throws at once where one does. */
export async function withLock<T>(lockPath: string, work: () => Promise<T>): Promise<T> {
  await takeLock(lockPath);
  try {
    return await work();
  } finally {
    await rm(lockPath, { force: true });
  }
}

async function takeLock(lockPath: string): Promise<void> {
  for (const lastTry of [false, true]) {
    try {
      await writeFile(lockPath, `${process.pid}\n`, { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new Error(`cannot write ${lockPath}`, { cause: error });
    }
    const holder = Number.parseInt(await readFile(lockPath, 'utf8'), 10);
    if (lastTry || Number.isNaN(holder) || isAlive(holder)) {
      throw new Error(`another koji-pki (process ${holder}) is working here; if it is not, remove ${lockPath}`);
    }
    // Left behind by a process that is gone.
    await rm(lockPath, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
