import { randomBytes } from 'node:crypto';

/** OpenSSL's spelling of a serial number: upper-case hexadecimal with an even number of digits, no superfluous zeros. */
export function normalSerial(hex: string): string {
  const digits = hex.trim().toUpperCase();
  if (!/^[0-9A-F]+$/.test(digits)) throw new RangeError(`not a hexadecimal serial number: ${hex}`);
  const bare = digits.replace(/^0+/, '') || '0';
  return bare.length % 2 === 0 ? bare : `0${bare}`;
}

/** The serial number after this one. */
export function nextSerial(hex: string): string {
  return normalSerial((BigInt(`0x${normalSerial(hex)}`) + 1n).toString(16));
}

/**
 * A random 64-bit serial number. Starting a sequence here keeps a rebuilt authority from repeating numbers of the one it replaces,
 * which browsers refuse.
 */
export function randomSerial(): string {
  const bytes = randomBytes(8);
  // Positive, and never zero: the top two bits are 01.
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return normalSerial(bytes.toString('hex'));
}
