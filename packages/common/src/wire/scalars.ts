import { DateTime, Double, type WireValue } from './values.ts';
import { XmlRpcSyntaxError } from './xml-text.ts';

/** The value of a scalar element. Doubles come as Double; integers beyond 2^53 as bigint. */
export function readScalar(type: string, text: string): WireValue {
  switch (type) {
    case 'string':
      return text;
    case 'int':
    case 'i1':
    case 'i2':
    case 'i4':
    case 'i8':
    case 'biginteger':
      return readInteger(text.trim());
    case 'boolean':
      return readBoolean(text.trim());
    case 'double':
    case 'float':
    case 'bigdecimal':
      return new Double(readDouble(text.trim()));
    case 'base64':
      return readBase64(text);
    case 'dateTime.iso8601':
      return new DateTime(text.trim());
    default:
      throw new XmlRpcSyntaxError(`unknown type <${type}>`);
  }
}

function readInteger(digits: string): number | bigint {
  // The bound keeps a hostile number from costing quadratic time; 64 bits need 19 digits.
  if (!/^[+-]?\d{1,400}$/.test(digits)) throw new XmlRpcSyntaxError(`'${digits.slice(0, 40)}' is no integer`);
  const number = Number(digits);
  if (!Number.isSafeInteger(number)) return BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  // There is no negative zero among integers.
  return number === 0 ? 0 : number;
}

function readBoolean(flag: string): boolean {
  if (flag !== '0' && flag !== '1') throw new XmlRpcSyntaxError(`'${flag.slice(0, 40)}' is no boolean`);
  return flag === '1';
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Reads what Python's float writes and reads, that is with `nan` and `inf`. */
export function readDouble(digits: string): number {
  if (decimal.test(digits)) return Number(digits);
  const special = /^([+-]?)(nan|inf(?:inity)?)$/i.exec(digits);
  if (!special) throw new XmlRpcSyntaxError(`'${digits.slice(0, 40)}' is no number`);
  if (special[2]?.toLowerCase() === 'nan') return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function readBase64(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) throw new XmlRpcSyntaxError('invalid base64');
  return new Uint8Array(Buffer.from(digits, 'base64'));
}
