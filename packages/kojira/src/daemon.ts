import { setTimeout as sleep } from 'node:timers/promises';
import { PathLayout } from '@koji/common/paths/layout';
import type { Logger } from '@koji/common/service/logger';
import { repeat } from '@koji/common/service/loop';
import { endIfLost } from '@koji/common/service/lost-session';
import { closeSession, openExclusiveSession, openSubsession, sessionOptions } from '@koji/common/service/session';
import type { HubApi } from '@koji/hub/api';
import type { KojiraConfig } from './config.ts';
import { checkExternalRepos } from './external-repos.ts';
import { pruneLocalRepos } from './prune-local.ts';
import { Removals } from './removals.ts';
import { RepoLife } from './repo-life.ts';
import { createQueueWait, type QueueWait } from './requests.ts';
import type { KojiraSession } from './session.ts';

/** Between two checks of the queue, however many requests arrive. */
const shortestPauseMs = 500;

export interface DaemonOptions {
  readonly config: KojiraConfig;
  readonly forceLock: boolean;
  readonly log: Logger;
  /** Ends the daemon in an orderly way. */
  readonly signal: AbortSignal;
  /** Called once kojira holds the lock and works. */
  readonly onReady?: () => void;
}

/**
 * Runs until the signal fires: one session a loop, below an exclusive one. Losing the session is the only thing that
 * ends it otherwise; then it throws.
 */
export async function runKojira({ config, forceLock, log, signal: outer, onReady }: DaemonOptions): Promise<void> {
  const lost = new AbortController();
  const signal = AbortSignal.any([outer, lost.signal]);
  const options = sessionOptions(config, signal, log);
  const main = await openExclusiveSession<HubApi>('kojira', options, { force: forceLock });
  const removals = new Removals({ limit: config.maxDeleteProcesses, retryAfterMs: config.recheckPeriodS * 1000, signal, log });
  try {
    const subsession = () => openSubsession(main, options);
    const everyMs = config.sleeptimeS * 1000;
    const keep = (name: string, step: () => Promise<void>, pauseMs = everyMs) => {
      const loopLog = log.child({ loop: name });
      return repeat(() => endIfLost(step, lost, loopLog), { everyMs: pauseMs, signal, log: loopLog });
    };
    const loops = await startLoops({ main, subsession, config, removals, log, signal, keep, everyMs });
    log.info({ hub: main.server, topdir: config.topdir }, 'kojira is running');
    onReady?.();
    await Promise.all(loops);
    lost.signal.throwIfAborted();
  } finally {
    lost.abort();
    await removals.settled();
    await closeSession(main, options).catch((error: unknown) => log.warn({ err: error }, 'could not log out'));
  }
}

interface LoopParts {
  readonly main: KojiraSession;
  readonly subsession: () => Promise<KojiraSession>;
  readonly config: KojiraConfig;
  readonly removals: Removals;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly keep: (name: string, step: () => Promise<void>, pauseMs?: number) => Promise<void>;
  readonly everyMs: number;
}

async function startLoops({
  main,
  subsession,
  config,
  removals,
  log,
  signal,
  keep,
  everyMs,
}: LoopParts): Promise<Promise<void>[]> {
  const layout = new PathLayout(config.topdir);
  const life = new RepoLife({ session: main, config, layout, removals, log });
  const [currency, queue, waiter, automatic] = [await subsession(), await subsession(), await subsession(), await subsession()];
  const external = config.checkExternalRepos ? await subsession() : undefined;
  const waitForRequest = createQueueWait(waiter, log, signal);
  return [
    keep('repositories', async () => {
      await life.round();
      log.debug({ repositories: life.size, removing: removals.isBusy }, 'round done');
      await pruneLocalRepos({ session: main, config, layout, removals, isTracked: (id) => life.isTracked(id), log });
    }),
    keep('currency', async () => void (await currency.hub.repo.updateEndEvents())),
    keep('automatic requests', async () => void (await automatic.hub.repo.autoRequests())),
    keep('queue', () => checkQueue(queue, waitForRequest, everyMs, signal), shortestPauseMs),
    ...(external ? [keep('external repositories', () => checkExternalRepos(external, log, signal))] : []),
  ];
}

/**
 * Lets the hub work on its queue, then waits for the next request, or for the usual pause to notice finished tasks.
 * The waiting starts first, so that a request that comes during the check is not missed.
 */
async function checkQueue(session: KojiraSession, wait: QueueWait, everyMs: number, signal: AbortSignal): Promise<void> {
  try {
    await Promise.all([wait(everyMs), session.hub.repo.checkQueue()]);
  } catch (error) {
    await sleep(everyMs, undefined, { signal });
    throw error;
  }
}
