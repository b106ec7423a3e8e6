import { Double } from '@koji/common/wire/values';
import pg from 'pg';

export const OID = {
  bool: 16,
  name: 19,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  float4: 700,
  float8: 701,
  varchar: 1043,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
} as const;

type Parser = (text: string) => unknown;
const parsers = new Map<number, Parser>([
  [OID.int8, readInt8],
  [OID.float4, readDouble],
  [OID.float8, readDouble],
  [OID.numeric, readDouble],
  [OID.timestamp, (text) => text],
  [OID.timestamptz, readTimestamp],
]);
/** How the driver reads columns. */
export const columnTypes = {
  getTypeParser: (oid: number, format?: string) =>
    (format !== 'binary' && parsers.get(oid)) || pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

/** What makes a value of a column's text. */
export function columnParser(oid: number): Parser {
  return columnTypes.getTypeParser(oid, 'text') as Parser;
}

function readInt8(text: string): number | bigint {
  const n = Number(text);
  return Number.isSafeInteger(n) ? n : BigInt(text);
}
function readDouble(text: string): Double {
  return new Double(Number(text));
}
/** PostgreSQL drops what is zero at the end of fractions and offsets; Koji's clients expect six digits or none, and `+00:00`. */
function readTimestamp(text: string): string {
  const padded = text.replace(/\.\d{1,5}(?=[+-]|$)/, (fraction) => fraction.padEnd(7, '0'));
  return /[+-]\d\d$/.test(padded) ? `${padded}:00` : padded;
}
