import { mkdir } from 'node:fs/promises';
import { AuthError, GenericError } from '@koji/common/errors';
import type { Logger } from '@koji/common/service/logger';
import { pause, repeat } from '@koji/common/service/loop';
import { endIfLost } from '@koji/common/service/lost-session';
import { lastSession, openExclusiveSession, openSubsession, sessionOptions } from '@koji/common/service/session';
import type { HubApi } from '@koji/hub/api';
import { tendBuildroots } from '../buildroot/upkeep.ts';
import type { KojidConfig } from '../config.ts';
import { ProcessRunner } from '../process/runner.ts';
import type { BuilderSession } from '../session.ts';
import { Alerts } from '../tasks/alerts.ts';
import { StopBuilder } from '../tasks/interruptions.ts';
import { Builder } from './builder.ts';
import { Children, type TaskOrder } from './children.ts';
import { RunningRecord } from './running-record.ts';
import { WorkNews } from './work-news.ts';

export interface DaemonOptions {
  readonly config: KojidConfig;
  readonly forceLock: boolean;
  readonly log: Logger;
  readonly logging: TaskOrder['log'];
  /** Ends the daemon in an orderly way. */
  readonly signal: AbortSignal;
  /** Fires when a restart is wanted once no task runs any more. */
  readonly restartSignal: AbortSignal;
  /** Called once the builder holds the lock and works. */
  readonly onReady?: () => void;
}
export type DaemonEnd = 'stopped' | 'restart';

/** Between two questions for news, whatever their answers are. */
const shortestPauseMs = 20;

/**
 * Runs until it is told to stop or to restart. Losing the session is the only thing that ends it otherwise; then it
 * throws.
 */
export async function runKojid(options: DaemonOptions): Promise<DaemonEnd> {
  const { config, log } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const hubOptions = sessionOptions(config, signal, log);
  await mkdir(config.workdir, { recursive: true });
  const session = await openExclusiveSession<HubApi>('kojid', hubOptions, { force: options.forceLock });
  const wake = new Alerts();
  const runner = new ProcessRunner(log);
  const record = new RunningRecord(config.workdir);
  const children = new Children({ runner, record, log, onEnd: () => wake.raise() });
  try {
    await assertHubAnswers(session);
    // From here on nobody else may work in this host's name, so what still runs is left over.
    await record.clear(log);
    const hostId = await session.hub.host.getID();
    const { start_ts: startedAt } = (await session.hub.getSessionInfo()) as { start_ts: number };
    const builder = new Builder({ session, hostId, startedAt, config, children, runner, logging: options.logging, log, signal });
    options.restartSignal.addEventListener('abort', () => {
      builder.requestRestart();
      wake.raise();
    });
    const news = new WorkNews(await openSubsession(session, hubOptions), log, signal);
    const upkeep = await openSubsession(session, hubOptions);
    const everyMs = config.sleeptimeS * 1000;
    const keep = (name: string, pauseMs: number, step: () => Promise<void>) => {
      const loopLog = log.child({ loop: name });
      return repeat(() => endIfLost(step, ending, loopLog), { everyMs: pauseMs, signal, log: loopLog });
    };
    const background = [
      keep('news', shortestPauseMs, async () => {
        await askForNews(news, everyMs, signal);
        wake.raise();
      }),
      keep('buildroots', everyMs, () =>
        tendBuildroots({ hub: upkeep.hub, hostId, config, runner, isRunning: (id) => children.has(id), log, signal }),
      ),
    ];
    log.info({ hub: session.server, host: hostId }, 'kojid is running');
    options.onReady?.();
    const end = await takeTasks({ builder, wake, everyMs, signal, lost: ending, log });
    ending.abort(new Error(end));
    await Promise.all(background);
    if (ending.signal.reason instanceof AuthError) throw ending.signal.reason;
    return end;
  } finally {
    ending.abort(new Error('kojid ends'));
    await leave(session, children, hubOptions, log);
  }
}

/** A failed question must not be followed by the next at once. */
async function askForNews(news: WorkNews, everyMs: number, signal: AbortSignal): Promise<void> {
  try {
    await news.next(everyMs);
  } catch (error) {
    await pause(everyMs, signal);
    throw error;
  }
}

interface TakingParts {
  readonly builder: Builder;
  readonly wake: Alerts;
  readonly everyMs: number;
  readonly signal: AbortSignal;
  readonly lost: AbortController;
  readonly log: Logger;
}
async function takeTasks({ builder, wake, everyMs, signal, lost, log }: TakingParts): Promise<DaemonEnd> {
  while (!signal.aborted) {
    try {
      await endIfLost(
        async () => {
          if (!(await builder.round()) && !builder.mayRestart) await wake.next(everyMs, signal);
        },
        lost,
        log,
      );
      if (builder.mayRestart) return 'restart';
    } catch (error) {
      if (error instanceof StopBuilder) return 'stopped';
      if (signal.aborted) break;
      log.error({ err: error }, 'round failed');
      await pause(everyMs, signal);
    }
  }
  return 'stopped';
}

async function assertHubAnswers(session: BuilderSession): Promise<void> {
  const answer = await session.call('echo', ['OK']);
  if (JSON.stringify(answer) !== '["OK"]') throw new GenericError(`${session.server} does not answer like a hub`);
}

/** Ends all tasks, gives them back and signs off. Works after the signal, and does not wait for a hub that is away. */
async function leave(
  session: BuilderSession,
  children: Children,
  options: Parameters<typeof lastSession>[0],
  log: Logger,
): Promise<void> {
  await Promise.all(children.ids.map((id) => children.kill(id)));
  const { state } = session;
  session.close();
  if (state === undefined) return;
  const last = lastSession<HubApi>(options);
  last.resume(state);
  try {
    // By the hub's account: a task may be open that was about to be started.
    const open = await last.hub.host.getHostTasks();
    await last.hub.host.freeTasks(open.map(({ id }) => id));
    await last.hub.host.updateHost(0, false);
    await last.logout();
  } catch (error) {
    log.warn({ err: error }, 'could not sign off from the hub');
  } finally {
    last.close();
  }
}
