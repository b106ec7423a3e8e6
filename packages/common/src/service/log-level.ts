import type { LogLevel } from './logger.ts';

const levels: Readonly<Record<string, LogLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
};

/** The level that Python's loggers know by this name, in any case. */
export function levelNamed(name: string): LogLevel | undefined {
  return levels[name.toUpperCase()];
}

/**
 * The LogLevel of hub.conf and web.conf: one level, or several words of which `logger:level` ones spoke to Python's loggers
 * and do not apply here.
 */
export function readLogLevel(text: string): LogLevel {
  const plain = text.split(/[\s,]+/).filter((word) => word !== '' && !word.includes(':'));
  return levelNamed(plain.at(-1) ?? '') ?? 'warn';
}
