import { inspect } from 'node:util';
import { ConfigError } from '../config/options.ts';

/** A line of the log as it comes: pino's fields and what the caller added. */
type Entry = { readonly [field: string]: unknown };

const levelNames: { readonly [level: number]: string } = {
  10: 'DEBUG',
  20: 'DEBUG',
  30: 'INFO',
  40: 'WARNING',
  50: 'ERROR',
  60: 'CRITICAL',
};

/** What `%(name)s` may name: Python's own fields as far as there is such a thing here, and those of Koji's hub. */
const fields: { readonly [name: string]: (entry: Entry) => unknown } = {
  asctime: ({ time }) => asctime(new Date(String(time))),
  created: ({ time }) => new Date(String(time)).getTime() / 1000,
  msecs: ({ time }) => new Date(String(time)).getMilliseconds(),
  levelname: ({ level }) => levelNames[Number(level)],
  levelno: ({ level }) => Number(level),
  name: ({ name }) => name,
  process: ({ pid }) => pid,
  message,
  method: ({ method }) => oneLine(method),
  user_name: ({ user_name }) => oneLine(user_name),
  user_id: ({ user_id }) => user_id,
  session_id: ({ session_id }) => session_id,
  callnum: ({ callnum }) => callnum,
  remoteaddr: ({ remoteaddr }) => oneLine(remoteaddr ?? '?'),
};
/** What clients say must not pass for a line of its own. */
function oneLine(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, escaped) : value;
}
function escaped(character: string): string {
  const json = JSON.stringify(character).slice(1, -1);
  return json === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : json;
}
/** The lines of a stack; those of the error's message are none, as clients may have a say in it. */
function stackLines(stack: string): string {
  return stack
    .split(/\n(?= {4}at |caused by: )/)
    .map(oneLine)
    .join('\n');
}
const shownElsewhere = new Set([
  ...['time', 'level', 'name', 'pid', 'hostname', 'msg', 'err'],
  ...['method', 'user_name', 'user_id', 'session_id', 'callnum', 'remoteaddr'],
]);

const conversion = /%(?:%|\((\w+)\)([-0]*)(\d*)(?:\.(\d+))?([sdif]))/g;

/**
 * Reads a format of Python's logging, such as `%(asctime)s %(levelname)-8s u=%(user_name)s %(message)s`, into a function that
 * writes an entry in it. A field that is not known and what is no format are a ConfigError.
 */
export function readLogFormat(format: string): (entry: Entry) => string {
  const stray = format.replaceAll(conversion, '').indexOf('%');
  if (stray !== -1) throw new ConfigError(`LogFormat: '%' must be written as '%%' or begin '%(field)s'`);
  for (const [, name] of format.matchAll(conversion)) {
    if (name !== undefined && !Object.hasOwn(fields, name))
      throw new ConfigError(`LogFormat: there is no field '${name}' (there are ${Object.keys(fields).join(', ')})`);
  }
  return (entry) =>
    format.replaceAll(
      conversion,
      (_all, name: string | undefined, flags: string, width: string, digits: string | undefined, kind: string) => {
        if (name === undefined) return '%';
        const text = convert(fields[name]?.(entry), kind, digits === undefined ? undefined : Number(digits));
        if (flags.includes('-')) return text.padEnd(Number(width));
        return text.padStart(Number(width), flags.includes('0') ? '0' : ' ');
      },
    );
}

function convert(value: unknown, kind: string, digits: number | undefined): string {
  // As Python writes what there is none of.
  if (value === undefined || value === null) return 'None';
  if (kind === 'f') return Number(value).toFixed(digits ?? 6);
  if (kind !== 's') return String(Math.trunc(Number(value)));
  return String(value).slice(0, digits);
}

/** The constant message, the data beside it, and an error's stack on lines of its own. */
function message({ msg, err, ...entry }: Entry): string {
  const data = Object.fromEntries(Object.entries(entry).filter(([field]) => !shownElsewhere.has(field)));
  const plain = Object.keys(data).length === 0 ? String(msg ?? '') : `${msg ?? ''} ${oneLine(JSON.stringify(data))}`;
  if (err === undefined || err === null) return plain;
  return `${plain}\n${typeof err === 'object' && 'stack' in err ? stackLines(String(err.stack)) : inspect(err)}`;
}

/** Local time as `2026-01-31 23:59:59,123`. */
function asctime(date: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
  return `${day} ${time},${String(date.getMilliseconds()).padStart(3, '0')}`;
}
