import { setTimeout as sleep } from 'node:timers/promises';
import type { HubServices } from '../rpc/call.ts';
import type { RunInBackground } from '../rpc/dispatch.ts';
import { hasFreeTasks } from './queries.ts';
import { schedule } from './schedule.ts';

/** Tasks that come together are scheduled together. */
const shortestPauseMs = 20;
const longestPauseMs = 1000;

/**
 * Runs the scheduler as soon as a task is free or a host has room, beside the runs that polling builders cause. Every hub
 * process does this; a pass that has begun after the news counts for all of them, so the others only find that out. The
 * pause before a pass is as long as the last one took: a big queue does not keep the database at scheduling alone. A pass
 * that failed is tried again, as its news will not come a second time.
 */
export async function schedulePromptly(
  services: HubServices,
  runInBackground: RunInBackground,
  signal: AbortSignal,
): Promise<void> {
  const { bus, config, log } = services;
  const news = () =>
    bus.wait('koji_task', {
      timeoutMs: config.runIntervalS * 1000,
      signal,
      accepts: (payload) => payload === 'free' || payload === 'room',
    });
  let pauseMs = shortestPauseMs;
  let hasFailed = false;
  let next = news();
  while (!signal.aborted && !bus.isReleased) {
    const isNews = hasFailed || (await next);
    if (isNews) await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    // From here on what comes is for the pass after this one.
    if (!hasFailed) next = news();
    if (signal.aborted) break;
    const startedAt = performance.now();
    try {
      await runInBackground('scheduler', async (call) => {
        if (!isNews) await schedule(call, { wait: false, ignoreInterval: false });
        else if (await hasFreeTasks(call.db)) await schedule(call, { wait: true, ignoreInterval: true, onlyIfNew: true });
      });
      hasFailed = false;
      pauseMs = Math.min(longestPauseMs, Math.max(shortestPauseMs, performance.now() - startedAt));
    } catch (err) {
      log.warn({ err }, 'scheduling failed');
      hasFailed = true;
      pauseMs = longestPauseMs;
    }
  }
}
