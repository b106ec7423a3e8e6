import { ConfigError } from '@koji/common/config/options';
import { isInBackground, reportStart, startInBackground } from '@koji/common/service/background';
import { levelNamed } from '@koji/common/service/log-level';
import { assertLogWritable, createLogger } from '@koji/common/service/logger';
import { runMain } from '@koji/common/service/run-main';
import { closeSession, openExclusiveSession, sessionOptions } from '@koji/common/service/session';
import { stopSignal } from '@koji/common/service/stop-signal';
import type { HubApi } from '@koji/hub/api';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { type KojidConfig, loadConfig } from './config.ts';
import type { TaskOrder } from './daemon/children.ts';
import { runKojid } from './daemon/daemon.ts';
import { announceRestart, isSuccessor, parentGone, runSuccessors } from './daemon/successor.ts';
import { applyLimits } from './host/limits.ts';
import { assertMockUsable } from './mock/usable.ts';
import { findMockIdentity } from './process/find-identity.ts';
import { ProcessRunner } from './process/runner.ts';

async function main(argv: readonly string[]): Promise<void> {
  const args = readArguments(argv);
  if (args.help) {
    process.stdout.write(usage);
    return;
  }
  const { config, notices } = await loadConfig(args.configPath, args.overrides);
  for (const notice of [...args.notices, ...notices]) process.stderr.write(`${notice}\n`);
  if (!args.foreground && !args.skipMain && !isInBackground() && !isSuccessor()) {
    await startInBackground('kojid', argv);
    return;
  }
  const logging = await chooseLogging(config, args);
  await work(config, args, argv, logging);
}

async function work(config: KojidConfig, args: Arguments, argv: readonly string[], logging: TaskOrder['log']): Promise<void> {
  const log = createLogger({ name: 'kojid', ...logging });
  const signal = AbortSignal.any([stopSignal(), parentGone()]);
  const runner = new ProcessRunner(log);
  if (args.skipMain) {
    const options = sessionOptions(config, signal, log);
    await closeSession(await openExclusiveSession<HubApi>('kojid', options, { force: args.forceLock }), options);
    return;
  }
  await applyLimits(runner, config.limits);
  await assertMockUsable(config, log);
  // An unknown user is told now, not by the first build.
  await findMockIdentity(runner, config);
  const end = await runKojid({
    config,
    forceLock: args.forceLock,
    log,
    logging,
    signal,
    restartSignal: restartSignal(),
    onReady: () => reportStart({ ready: true }),
  });
  log.info({ end }, 'kojid has stopped');
  if (end !== 'restart') return;
  if (isSuccessor()) announceRestart();
  else process.exitCode = await runSuccessors(runner, argv, signal);
}

/** Fires when the service manager asks for a new start that harms no task. */
function restartSignal(): AbortSignal {
  const restart = new AbortController();
  process.once('SIGUSR1', () => restart.abort());
  return restart.signal;
}

async function chooseLogging(config: KojidConfig, args: Arguments): Promise<TaskOrder['log']> {
  const named = config.logLevel === undefined ? undefined : levelNamed(config.logLevel);
  if (config.logLevel !== undefined && named === undefined) throw new ConfigError(`unknown log_level: ${config.logLevel}`);
  const level = args.debug || args.debugTask ? 'debug' : args.verbose ? 'info' : (named ?? 'warn');
  const isFile = config.logfile !== 'none' && !args.foreground;
  if (isFile) await assertLogWritable(config.logfile);
  return { level, file: isFile ? config.logfile : undefined };
}

await runMain('kojid', main);
// An open channel would keep a successor from ending.
if (isSuccessor() && process.connected) process.disconnect();
