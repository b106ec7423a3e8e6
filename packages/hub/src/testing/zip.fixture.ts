/** A zip file by hand; the sizes in its directory may lie. */
export function zipFile(names: readonly string[], claims: { count?: number; length?: number } = {}): Buffer {
  const entries = names.map((name) => {
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(0x800, 8);
    entry.writeUInt16LE((12 << 11) | (30 << 5) | 3, 12);
    entry.writeUInt16LE(((2020 - 1980) << 9) | (1 << 5) | 2, 14);
    entry.writeUInt32LE(1234, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.write(name, 46);
    return entry;
  });
  const central = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(claims.count ?? names.length, 10);
  end.writeUInt32LE(claims.length ?? central.length, 12);
  return Buffer.concat([central, end]);
}
