import { access, constants, open } from 'node:fs/promises';
import { ConfigError } from '@koji/common/config/options';
import { isInBackground, reportStart, startInBackground } from '@koji/common/service/background';
import { createLogger, type Logger } from '@koji/common/service/logger';
import { closeSession, openExclusiveSession, sessionOptions } from '@koji/common/service/session';
import { stopSignal } from '@koji/common/service/stop-signal';
import { type Arguments, readArguments, usage } from './arguments.ts';
import { type KojiraConfig, loadConfig } from './config.ts';
import { runKojira } from './daemon.ts';

async function main(argv: readonly string[]): Promise<void> {
  const args = readArguments(argv);
  if (args.help) return write(process.stdout, usage);
  const { config, notices } = await loadConfig(args.configPath, args.overrides);
  for (const notice of notices) write(process.stderr, `${notice}\n`);
  if (args.showConfig)
    return write(process.stdout, `${JSON.stringify({ ...config, password: config.password && '(hidden)' }, null, 2)}\n`);
  if (config.logfile !== undefined) await assertWritable(config.logfile);
  if (!args.foreground && !args.skipMain && !isInBackground()) {
    await startInBackground('kojira', argv);
    return;
  }
  await work(config, args, openLog(config, args));
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

function openLog(config: KojiraConfig, args: Arguments): Logger {
  const level = config.debug ? 'debug' : config.verbose ? 'info' : args.quiet ? 'error' : 'warn';
  return createLogger({ name: 'kojira', level, file: config.logfile, stderr: args.foreground });
}

async function assertWritable(path: string): Promise<void> {
  try {
    await (await open(path, 'a')).close();
    await access(path, constants.W_OK);
  } catch (cause) {
    throw new ConfigError(`cannot write to log file ${path}: ${(cause as Error).message}`, { cause });
  }
}

function write(stream: NodeJS.WriteStream, text: string): void {
  stream.write(text);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  reportStart({ failed: message });
  write(process.stderr, `kojira: ${message}\n`);
  process.exitCode = 1;
}
