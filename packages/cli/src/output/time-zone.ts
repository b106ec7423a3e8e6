import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What the C library calls the local time zone at a moment, such as CET or CEST. */
export function zoneAbbreviation(at: Date): string {
  const offset = -at.getTimezoneOffset();
  zone ??= readZone(process.env.TZ);
  return abbreviationAt(zone, at.getTime() / 1000, offset * 60) ?? numericZone(offset);
}
let zone: Zone | undefined;

interface Zone {
  /** When a type begins to hold, as epoch seconds, in order; `kinds` tells which. */
  readonly times: readonly number[];
  readonly kinds: readonly number[];
  readonly types: readonly { readonly offset: number; readonly name: string }[];
}
const unknown: Zone = { times: [], kinds: [], types: [] };
const utc: Zone = { times: [], kinds: [], types: [{ offset: 0, name: 'UTC' }] };

/**
 * Intl has abbreviations only of zones where its language is spoken (Berlin is CET in British English, GMT+1 in American, and
 * Tokyo GMT+9 in both), so they are read from the system's zone file (RFC 9636).
 */
function readZone(name = ''): Zone {
  const path = name === '' ? '/etc/localtime' : name.replace(/^:/, '');
  try {
    return parseZone(readFileSync(resolve('/usr/share/zoneinfo', path)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    // Without a file the C library takes UTC; of other zones the numeric form says as much.
    return /^(:?UTC)?$/.test(name) ? utc : unknown;
  }
}

const headerBytes = 44;

/** Reads the block with 64-bit times, which stands behind one with 32-bit times. Files of before 2006 have no such block. */
export function parseZone(file: Buffer): Zone {
  if (!/^TZif[2-9]/.test(file.toString('latin1', 0, 5))) return unknown;
  const first = readCounts(file, 0);
  const start =
    headerBytes +
    first.times * 5 +
    first.types * 6 +
    first.nameBytes +
    first.leaps * 8 +
    first.standardMarks +
    first.universalMarks;
  const counts = readCounts(file, start);
  const timesAt = start + headerBytes;
  const kindsAt = timesAt + counts.times * 8;
  const typesAt = kindsAt + counts.times;
  const namesAt = typesAt + counts.types * 6;
  return {
    times: Array.from({ length: counts.times }, (_, i) => Number(file.readBigInt64BE(timesAt + i * 8))),
    kinds: [...file.subarray(kindsAt, typesAt)],
    types: Array.from({ length: counts.types }, (_, i) => {
      const nameAt = namesAt + file.readUInt8(typesAt + i * 6 + 5);
      return { offset: file.readInt32BE(typesAt + i * 6), name: file.toString('latin1', nameAt, file.indexOf(0, nameAt)) };
    }),
  };
}

function readCounts(file: Buffer, at: number) {
  const count = (i: number) => file.readUInt32BE(at + 20 + i * 4);
  return {
    universalMarks: count(0),
    standardMarks: count(1),
    leaps: count(2),
    times: count(3),
    types: count(4),
    nameBytes: count(5),
  };
}

/** The type in force; behind the last transition, where a rule goes on, the last type with the offset that Node computes. */
export function abbreviationAt({ times, kinds, types }: Zone, epochSeconds: number, offsetSeconds: number): string | undefined {
  const at = times.findLastIndex((time) => time <= epochSeconds);
  const current = types[kinds[at] ?? 0];
  if (current?.offset === offsetSeconds) return current.name;
  const recent = kinds.map((kind) => types[kind]).findLast((type) => type?.offset === offsetSeconds);
  return (recent ?? types.find((type) => type.offset === offsetSeconds))?.name;
}

function numericZone(offsetMinutes: number): string {
  const size = Math.abs(offsetMinutes);
  const part = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${offsetMinutes < 0 ? '-' : '+'}${part(size / 60)}${size % 60 === 0 ? '' : part(size % 60)}`;
}
