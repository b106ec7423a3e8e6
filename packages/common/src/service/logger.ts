import { type DestinationStream, destination, type Level, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger } from 'pino';
export type LogLevel = Level;

export interface LoggerOptions {
  readonly name: string;
  readonly level: Level | 'silent';
  /** Absolute file name; without it the log goes to stderr, where systemd picks it up. */
  readonly file?: string | undefined;
  /** Write to stderr even where a file is set (a daemon in the foreground). */
  readonly stderr?: boolean | undefined;
}

/** A service's log: one JSON object a line, a constant message, the data in fields. Secrets never get here. */
export function createLogger({ name, level, file, stderr }: LoggerOptions): Logger {
  const options = { name, level, timestamp: stdTimeFunctions.isoTime, redact: ['password', '*.password'] };
  return pino(options, openDestination(stderr ? undefined : file));
}

function openDestination(file: string | undefined): DestinationStream {
  // Synchronous, so that the last words before a crash are not lost.
  return destination({ dest: file ?? 2, sync: true, mkdir: false });
}
