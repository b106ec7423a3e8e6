import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// What the kernel counts in: USER_HZ is 100 on every Linux that Node runs on.
const tickMs = 10;
const pageBytes = 4096;

/** Processor time of a process and all below it, those that have ended included, in milliseconds. */
export function cpuMs(root) {
  return tree(root).reduce((sum, { ticks }) => sum + ticks, 0) * tickMs;
}

/** Watches the memory of a process and those below it until `stop`, which answers the highest sum and the largest one, in MB. */
export function watchMemory(root) {
  let [sumMb, largestMb, isOver] = [0, 0, false];
  const watching = (async () => {
    while (!isOver) {
      const sizes = tree(root).map(({ rss }) => (rss * pageBytes) / 1e6);
      sumMb = Math.max(
        sumMb,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      largestMb = Math.max(largestMb, ...sizes);
      await sleep(50);
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    return { sumMb, largestMb };
  };
}

function tree(root) {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)));
  const members = new Set([root]);
  for (let before = 0; before !== members.size; ) {
    before = members.size;
    for (const { pid, parent } of processes) if (members.has(parent)) members.add(pid);
  }
  return processes.filter(({ pid }) => members.has(pid));
}

function readProcess(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    // It has ended since we saw its name.
    if (error.code === 'ENOENT' || error.code === 'ESRCH') return [];
    throw error;
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
  return [{ pid, parent: Number(fields[1]), ticks: utime + stime + cutime + cstime, rss: Number(fields[21]) }];
}
