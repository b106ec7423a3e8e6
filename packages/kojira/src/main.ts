import { isInBackground, reportStart, startInBackground } from '@koji/common/service/background';
import { assertLogWritable, createLogger, type Logger } from '@koji/common/service/logger';
import { runMain } from '@koji/common/service/run-main';
import { closeSession, openExclusiveSession, sessionOptions } from '@koji/common/service/session';
import { stopSignal } from '@koji/common/service/stop-signal';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { type KojiraConfig, loadConfig } from './config.ts';
import { runKojira } from './daemon.ts';
import { becomeRunAs } from './run-as.ts';

async function main(argv: readonly string[]): Promise<void> {
  const args = readArguments(argv);
  if (args.help) {
    process.stdout.write(usage);
    return;
  }
  becomeRunAs(process.env.RUNAS);
  const { config, notices } = await loadConfig(args.configPath, args.overrides);
  for (const notice of notices) process.stderr.write(`${notice}\n`);
  if (args.showConfig) {
    process.stdout.write(`${JSON.stringify({ ...config, password: config.password && '(hidden)' }, null, 2)}\n`);
    return;
  }
  const logfile = args.foreground ? undefined : config.logfile;
  if (logfile !== undefined) await assertLogWritable(logfile);
  if (!args.foreground && !args.skipMain && !isInBackground()) {
    await startInBackground('kojira', argv);
    return;
  }
  await work(config, args, openLog(config, args, logfile));
}

async function work(config: KojiraConfig, args: Arguments, log: Logger): Promise<void> {
  const signal = stopSignal();
  if (args.skipMain) {
    const options = sessionOptions(config, signal, log);
    await closeSession(await openExclusiveSession('kojira', options, { force: args.forceLock }), options);
    return;
  }
  await runKojira({ config, forceLock: args.forceLock, log, signal, onReady: () => reportStart({ ready: true }) });
  log.info({}, 'kojira has stopped');
}

function openLog(config: KojiraConfig, args: Arguments, file: string | undefined): Logger {
  const level = config.debug ? 'debug' : config.verbose ? 'info' : args.quiet ? 'error' : 'warn';
  return createLogger({ name: 'kojira', level, file });
}

await runMain('kojira', main);
