import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@koji/common/service/logger';

/** A worker that dies sooner than this after its start will not do better at once. */
const tooSoonMs = 2000;

/**
 * The heap may grow to this before it is swept whole. By itself V8 keeps so close to what is live, some 25 MB, that the
 * buffers of an upload have it sweep ten times a second, which takes half of the process's time.
 */
const sweepFromMb = 48;
/** What was just made may take up so much, twice. More makes nothing faster, and a worker a tenth larger while it writes long lists. */
const youngMb = 8;

/** Keeps `count` worker processes on one socket until the signal fires. Workers that never come up end the hub. */
export async function superviseWorkers(count: number, stop: AbortSignal, log: Logger): Promise<void> {
  const heap = [`--initial-old-space-size=${sweepFromMb}`, `--max-semi-space-size=${youngMb}`];
  cluster.setupPrimary({ execArgv: [...process.execArgv, ...heap] });
  let quickDeaths = 0;
  /** Those that have read their files. The signal would end one that has no listener for it yet. */
  const listening = new Set<Worker>();
  const start = () => {
    const startedAt = Date.now();
    const worker = cluster.fork();
    worker.once('listening', () => listening.add(worker));
    worker.once('exit', (code, signal) => {
      listening.delete(worker);
      if (stop.aborted) return;
      quickDeaths = Date.now() - startedAt < tooSoonMs ? quickDeaths + 1 : 0;
      if (quickDeaths >= count * 2) return failed.abort(new Error('the worker processes do not stay up; see the messages above'));
      log.error({ code, signal, worker: worker.process.pid }, 'a worker process has died, starting another');
      start();
    });
  };
  const failed = new AbortController();
  const passOn = () => {
    for (const worker of listening) worker.process.kill('SIGHUP');
  };
  process.on('SIGHUP', passOn);
  for (let i = 0; i < count; i++) start();
  const end = AbortSignal.any([stop, failed.signal]);
  if (!end.aborted) await once(end, 'abort');
  process.off('SIGHUP', passOn);
  await stopWorkers(Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined));
  failed.signal.throwIfAborted();
}

async function stopWorkers(workers: readonly Worker[]): Promise<void> {
  for (const worker of workers) worker.process.kill('SIGTERM');
  const gone = Promise.all(workers.map((worker) => (worker.isDead() ? undefined : once(worker, 'exit'))));
  const patience = new AbortController();
  const late = sleep(15_000, true, { signal: patience.signal }).catch(() => false);
  if (await Promise.race([gone.then(() => false), late])) for (const worker of workers) worker.process.kill('SIGKILL');
  await gone;
  patience.abort();
}
