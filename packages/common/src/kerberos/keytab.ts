const formatVersion = 0x0502;

/** The principals that have a key in a keytab, which is in MIT's file format (version 2). Throws where it is something else. */
export function listPrincipals(keytab: Buffer): string[] {
  if (keytab.length < 2 || keytab.readUInt16BE(0) !== formatVersion) throw new Error('it is not a keytab');
  const principals = new Set<string>();
  for (let at = 2; at + 4 <= keytab.length; ) {
    const size = keytab.readInt32BE(at);
    const start = at + 4;
    // A negative size is a hole that a removed entry has left.
    const length = Math.abs(size);
    if (length === 0 || start + length > keytab.length) break;
    if (size > 0) principals.add(readPrincipal(keytab.subarray(start, start + length)));
    at = start + length;
  }
  return [...principals];
}

/** An entry begins with it, and goes on with the key. */
function readPrincipal(entry: Buffer): string {
  let at = 2;
  const counted = () => {
    const start = at + 2;
    at = start + entry.readUInt16BE(at);
    return entry.toString('utf8', start, at);
  };
  const realm = counted();
  const names = Array.from({ length: entry.readUInt16BE(0) }, counted);
  return `${names.join('/')}@${realm}`;
}
