import { parseTime } from './time-text.ts';

/** One spelling of a flag, as it stands in the help: `-q, --quiet` or `-t TAG, --tag=TAG`. */
export interface Spelling<T> {
  readonly names: readonly string[];
  /** Stands for the value in the help; a flag without one takes no value. */
  readonly metavar: string | undefined;
  readonly help: string;
  readonly hidden: boolean;
  /** Takes two values. */
  readonly isPair?: true;
  /** The flag's new value. Throws FlagValueError for a text it cannot take. */
  read(raw: string, soFar: T, second: string): T;
}
/** A flag of a command: what it is when nobody gives it, and the spellings that change it. */
export interface Flag<T> {
  readonly initial: T;
  readonly spellings: readonly Spelling<T>[];
}
export type FlagTable = Readonly<Record<string, Flag<unknown>>>;
export type FlagValues<F extends FlagTable> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

/** A value that the flag does not take; the parser adds which flag it was. */
export class FlagValueError extends Error {
  override name = 'FlagValueError';
}

export interface FlagStyle {
  readonly metavar?: string;
  /** Kept out of the help: obsolete, but still taken. */
  readonly hidden?: boolean;
}

/** A switch: false unless given. Names are written as people type them: `'-n --test'`. */
export function toggle(names: string, help: string, style: FlagStyle = {}): Flag<boolean> {
  return { initial: false, spellings: [spelling(names, undefined, help, style, () => true)] };
}
/** Two switches for one thing: undefined unless given, and the last one given wins. */
export function onOff(on: string, onHelp: string, off: string, offHelp: string): Flag<boolean | undefined> {
  return {
    initial: undefined,
    spellings: [spelling(on, undefined, onHelp, {}, () => true), spelling(off, undefined, offHelp, {}, () => false)],
  };
}
/** Several switches for one thing, each with the value that it stands for. */
export function oneOf<const T>(choices: Readonly<Record<string, readonly [value: T, help: string]>>): Flag<T | undefined> {
  return {
    initial: undefined,
    spellings: Object.entries(choices).map(([names, [value, help]]) => spelling(names, undefined, help, {}, () => value)),
  };
}
export function text(names: string, help: string, style: FlagStyle = {}): Flag<string | undefined> {
  return { initial: undefined, spellings: [spelling<string | undefined>(names, 'TEXT', help, style, (raw) => raw)] };
}
/** A text that has a value even when nobody gives one. */
export function textOr(initial: string, names: string, help: string, style: FlagStyle = {}): Flag<string> {
  return { initial, spellings: [spelling(names, 'TEXT', help, style, (raw) => raw)] };
}
/** May be given many times. */
export function texts(names: string, help: string, style: FlagStyle = {}): Flag<readonly string[]> {
  return { initial: [], spellings: [spelling<readonly string[]>(names, 'TEXT', help, style, (raw, soFar) => [...soFar, raw])] };
}
/** Two values a time; may be given many times. */
export function pairs(names: string, help: string, style: FlagStyle = {}): Flag<readonly (readonly [string, string])[]> {
  const read = (first: string, soFar: readonly (readonly [string, string])[], second: string) => [
    ...soFar,
    [first, second] as const,
  ];
  return { initial: [], spellings: [{ ...spelling(names, 'TEXT', help, style, read), isPair: true }] };
}
export function integer(names: string, help: string, style: FlagStyle = {}): Flag<number | undefined> {
  return { initial: undefined, spellings: [spelling<number | undefined>(names, 'N', help, style, readInteger)] };
}
export function integerOr(initial: number, names: string, help: string, style: FlagStyle = {}): Flag<number> {
  return { initial, spellings: [spelling<number>(names, 'N', help, style, readInteger)] };
}
/** Whole numbers; may be given many times. */
export function integers(names: string, help: string, style: FlagStyle = {}): Flag<readonly number[]> {
  return {
    initial: [],
    spellings: [spelling<readonly number[]>(names, 'N', help, style, (raw, soFar) => [...soFar, readInteger(raw)])],
  };
}
export function number(names: string, help: string, style: FlagStyle = {}): Flag<number | undefined> {
  return { initial: undefined, spellings: [spelling<number | undefined>(names, 'N', help, style, readNumber)] };
}
/** A moment: epoch seconds, or a date as people write it in the local time zone. */
export function time(names: string, help: string, style: FlagStyle = {}): Flag<number | undefined> {
  return {
    initial: undefined,
    spellings: [
      spelling<number | undefined>(names, 'TIME', help, style, (raw) => {
        const seconds = parseTime(raw);
        if (seconds === undefined) throw new FlagValueError(`invalid time: ${raw}`);
        return seconds;
      }),
    ],
  };
}

function spelling<T>(
  names: string,
  valued: 'TEXT' | 'N' | 'TIME' | undefined,
  help: string,
  { metavar, hidden = false }: FlagStyle,
  read: (raw: string, soFar: T, second: string) => T,
): Spelling<T> {
  const words = names.split(' ');
  return { names: words, metavar: valued && (metavar ?? placeholder(words)), help, hidden, read };
}

/** `--build-tag` asks for a BUILD_TAG. */
function placeholder(names: readonly string[]): string {
  const long = names.find((name) => name.startsWith('--')) ?? names[0] ?? '';
  return long.replace(/^-+/, '').replaceAll('-', '_').toUpperCase();
}

function readInteger(raw: string): number {
  const radix = /^\s*[+-]?(0x[0-9a-f]+|0b[01]+)\s*$/i.test(raw);
  if (!radix && !/^\s*[+-]?\d+\s*$/.test(raw)) throw new FlagValueError(`invalid integer value: '${raw}'`);
  return Number(raw);
}

function readNumber(raw: string): number {
  const value = Number(raw);
  if (raw.trim() === '' || Number.isNaN(value)) throw new FlagValueError(`invalid floating-point value: '${raw}'`);
  return value;
}
