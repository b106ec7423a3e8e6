import type { LogLevel } from '@koji/common/service/logger';

const levels: Readonly<Record<string, LogLevel>> = {
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
};

/** hub.conf's LogLevel: one level, or several words of which `logger:level` ones spoke to Python's loggers and do not apply here. */
export function readLogLevel(text: string): LogLevel {
  const plain = text
    .split(/\s+/)
    .filter((word) => word !== '' && !word.includes(':'))
    .at(-1);
  return levels[(plain ?? 'WARNING').toUpperCase()] ?? 'warn';
}
