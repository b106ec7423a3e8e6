import { isStruct } from '@koji/common/is-struct';
import { pythonRepr } from '@koji/common/python-text';
import type { WireValue } from '@koji/common/wire/values';

const lineWidth = 80;

/** A value as Python's pprint lays it out: what fits stands on one line, keys are sorted, long texts are cut at words. */
export function prettyPython(value: WireValue): string {
  return layOut(value, 0, 0);
}

/** `column` is where the text begins, `trailing` how much must follow on its last line. */
function layOut(value: WireValue, column: number, trailing: number): string {
  const flat = flatPython(value);
  if (flat.length <= lineWidth - column - trailing) return flat;
  if (Array.isArray(value) && value.length > 0) return `[${items(value, column + 1, trailing + 1)}]`;
  if (isStruct(value) && Object.keys(value).length > 0) return `{${members(value, column + 1, trailing + 1)}}`;
  if (typeof value === 'string' && value !== '') return brokenText(value, column, trailing);
  return flat;
}

function items(values: readonly WireValue[], column: number, trailing: number): string {
  return values.map((item, i) => layOut(item, column, i === values.length - 1 ? trailing : 1)).join(`,\n${' '.repeat(column)}`);
}

function members(struct: { readonly [key: string]: WireValue }, column: number, trailing: number): string {
  const keys = Object.keys(struct).sort(byCodePoint);
  return keys
    .map((key, i) => {
      const head = `${pythonRepr(key)}: `;
      return head + layOut(struct[key] ?? null, column + head.length, i === keys.length - 1 ? trailing : 1);
    })
    .join(`,\n${' '.repeat(column)}`);
}

/** Lines of a long text stand below each other as one literal each; at the outermost level in parentheses. */
function brokenText(text: string, column: number, trailing: number): string {
  const lines = text.match(/[^\n\r\v\f\u2028\u2029]*(?:\r\n|[\n\r\v\f\u2028\u2029])|[^\n\r\v\f\u2028\u2029]+/g) ?? [];
  // Within a container the closing bracket is counted already; at the top the pieces get parentheses.
  const isTop = column === 0 && trailing === 0;
  const start = isTop ? 1 : column;
  const room = lineWidth - start;
  const lastRoom = room - trailing - (isTop ? 1 : 0);
  const pieces = lines.flatMap((line, i) => cutLine(line, room, i === lines.length - 1 ? lastRoom : room));
  if (pieces.length === 1) return pieces[0] as string;
  const joined = pieces.join(`\n${' '.repeat(start)}`);
  return isTop ? `(${joined})` : joined;
}

function cutLine(line: string, room: number, lastRoom: number): string[] {
  const whole = pythonRepr(line);
  if (whole.length <= lastRoom) return [whole];
  const parts = line.match(/\S*\s*/g)?.filter((part) => part !== '') ?? [];
  const pieces: string[] = [];
  let current = '';
  for (const [i, part] of parts.entries()) {
    const candidate = current + part;
    const limit = i === parts.length - 1 ? lastRoom : room;
    if (pythonRepr(candidate).length > limit) {
      if (current !== '') pieces.push(pythonRepr(current));
      current = part;
    } else {
      current = candidate;
    }
  }
  return current === '' ? pieces : [...pieces, pythonRepr(current)];
}

/** On one line, with sorted keys. */
function flatPython(value: WireValue): string {
  if (Array.isArray(value)) return `[${value.map(flatPython).join(', ')}]`;
  if (!isStruct(value)) return pythonRepr(value);
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${pythonRepr(key)}: ${flatPython(value[key] ?? null)}`).join(', ')}}`;
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
