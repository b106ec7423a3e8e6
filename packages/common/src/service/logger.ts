import { open } from 'node:fs/promises';
import { type DestinationStream, destination, type Level, type Logger, pino, stdTimeFunctions } from 'pino';
import { ConfigError } from '../config/options.ts';
import { readLogFormat } from './log-format.ts';

export type { Logger } from 'pino';
export type LogLevel = Level;

export interface LoggerOptions {
  readonly name: string;
  readonly level: Level | 'silent';
  /** Absolute file name; without it the log goes to stderr, where systemd picks it up. */
  readonly file?: string | undefined;
  /** A format of Python's logging for the lines; without it each is a JSON object. */
  readonly format?: string | undefined;
}

/** A service's log: one JSON object a line, a constant message, the data in fields. Secrets never get here. */
export function createLogger({ name, level, file, format }: LoggerOptions): Logger {
  const options = { name, level, timestamp: stdTimeFunctions.isoTime, redact: ['password', '*.password'] };
  const lines = openDestination(file);
  return pino(options, format ? formatted(format, lines) : lines);
}

function formatted(format: string, lines: DestinationStream): DestinationStream {
  const write = readLogFormat(format);
  return { write: (line) => lines.write(`${write(JSON.parse(line))}\n`) };
}

function openDestination(file: string | undefined): DestinationStream {
  // Synchronous, so that the last words before a crash are not lost.
  return destination({ dest: file ?? 2, sync: true, mkdir: false });
}

/** Makes the log file if there is none. Throws ConfigError when it cannot be written. */
export async function assertLogWritable(path: string): Promise<void> {
  try {
    await (await open(path, 'a')).close();
  } catch (cause) {
    throw new ConfigError(`cannot write to log file ${path}: ${(cause as Error).message}`, { cause });
  }
}
