import { readFileSync } from 'node:fs';

/** What the C library calls the local time zone at a moment, such as CET or CEST. */
export function zoneAbbreviation(at: Date): string {
  const offset = -at.getTimezoneOffset();
  zone ??= readZone(process.env['TZ']);
  const name = zone === false ? undefined : abbreviationAt(zone, at.getTime() / 1000, offset * 60);
  return name ?? numericZone(offset);
}

let zone: Zone | false | undefined;

interface Zone {
  readonly times: readonly number[];
  readonly kinds: readonly number[];
  readonly types: readonly { readonly offset: number; readonly name: string }[];
}

/** Node knows offsets but no abbreviations, so they are read from the system's zone file (RFC 9636). */
function readZone(name: string | undefined): Zone | false {
  const path = name === undefined || name === '' ? '/etc/localtime' : name.replace(/^:/, '');
  try {
    return parseZone(readFileSync(path.startsWith('/') ? path : `/usr/share/zoneinfo/${path}`));
  } catch (error) {
    // A zone without a file: the numeric form says as much.
    if ((error as NodeJS.ErrnoException).code !== undefined)
      return name === undefined || name === '' || /^:?UTC$/.test(name) ? utc : false;
    throw error;
  }
}
const utc: Zone = { times: [], kinds: [], types: [{ offset: 0, name: 'UTC' }] };

export function parseZone(file: Buffer): Zone {
  const isWide = (file[4] ?? 0) >= 0x32;
  const first = readCounts(file, 0);
  // The second block, with 64-bit times, follows the first.
  const start = isWide ? 44 + blockSize(first, 4) : 0;
  const counts = isWide ? readCounts(file, start) : first;
  const width = isWide ? 8 : 4;
  const timesAt = start + 44;
  const kindsAt = timesAt + counts.times * width;
  const typesAt = kindsAt + counts.times;
  const namesAt = typesAt + counts.types * 6;
  const times = Array.from({ length: counts.times }, (_, i) =>
    isWide ? Number(file.readBigInt64BE(timesAt + i * 8)) : file.readInt32BE(timesAt + i * 4),
  );
  const kinds = [...file.subarray(kindsAt, typesAt)];
  const types = Array.from({ length: counts.types }, (_, i) => {
    const nameAt = namesAt + (file[typesAt + i * 6 + 5] ?? 0);
    return { offset: file.readInt32BE(typesAt + i * 6), name: file.toString('latin1', nameAt, file.indexOf(0, nameAt)) };
  });
  return { times, kinds, types };
}

interface Counts {
  readonly isUt: number;
  readonly isStandard: number;
  readonly leaps: number;
  readonly times: number;
  readonly types: number;
  readonly names: number;
}
function readCounts(file: Buffer, at: number): Counts {
  const count = (i: number) => file.readUInt32BE(at + 20 + i * 4);
  return { isUt: count(0), isStandard: count(1), leaps: count(2), times: count(3), types: count(4), names: count(5) };
}
function blockSize(counts: Counts, width: number): number {
  return (
    counts.times * (width + 1) + counts.types * 6 + counts.names + counts.leaps * (width + 4) + counts.isStandard + counts.isUt
  );
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
