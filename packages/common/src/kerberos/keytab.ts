/** A key of a keytab. */
export interface KeytabEntry {
  /** `compile/builder1.example.com@EXAMPLE.COM` */
  readonly principal: string;
  /** The key version number: it grows whenever the principal gets new keys. */
  readonly kvno: number;
  readonly encryptionType: number;
}

const formatVersion = 0x0502;

/** Reads a keytab in MIT's file format (version 2). Throws where it is something else. */
export function readKeytab(bytes: Buffer): KeytabEntry[] {
  if (bytes.length < 2 || bytes.readUInt16BE(0) !== formatVersion) throw new Error('it is not a keytab');
  const entries: KeytabEntry[] = [];
  for (let at = 2; at + 4 <= bytes.length; ) {
    const size = bytes.readInt32BE(at);
    const start = at + 4;
    // A negative size is a hole that a removed entry has left.
    const length = Math.abs(size);
    if (length === 0 || start + length > bytes.length) break;
    if (size > 0) entries.push(readEntry(bytes.subarray(start, start + length)));
    at = start + length;
  }
  return entries;
}

function readEntry(bytes: Buffer): KeytabEntry {
  let at = 0;
  const number = (size: number) => {
    at += size;
    return bytes.readUIntBE(at - size, size);
  };
  const counted = () => {
    const length = number(2);
    at += length;
    return bytes.subarray(at - length, at);
  };
  const components = number(2);
  const realm = counted().toString('utf8');
  const names = Array.from({ length: components }, () => counted().toString('utf8'));
  // The type of the name and the time when it was written.
  at += 8;
  const shortKvno = number(1);
  const encryptionType = number(2);
  counted();
  // Numbers above 255 stand behind the key in full.
  const kvno = bytes.length - at >= 4 ? number(4) || shortKvno : shortKvno;
  return { principal: `${names.join('/')}@${realm}`, kvno, encryptionType };
}
