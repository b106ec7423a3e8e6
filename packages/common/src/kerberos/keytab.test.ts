import { expect, test } from 'vitest';
import { listPrincipals } from './keytab.ts';

const header = Buffer.of(5, 2);
const counted = (bytes: Buffer | string) => {
  const content = Buffer.from(bytes);
  return Buffer.concat([sized(2, content.length), content]);
};
function sized(size: number, value: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeIntBE(value, 0, size);
  return bytes;
}
/** An entry as MIT's library writes it; a number above 255 needs the field behind the key. */
function entry(names: readonly string[], kvno: number, { long = false } = {}): Buffer {
  const content = Buffer.concat([
    sized(2, names.length),
    counted('EXAMPLE.COM'),
    ...names.map(counted),
    sized(4, 1),
    sized(4, 1_700_000_000),
    Buffer.of(kvno & 0xff),
    sized(2, 18),
    counted(Buffer.alloc(32, 7)),
    ...(long ? [sized(4, kvno)] : []),
  ]);
  return Buffer.concat([sized(4, content.length), content]);
}
const hole = Buffer.concat([sized(4, -6), Buffer.alloc(6, 1)]);

test('principals are read, each once, past holes of removed entries', () => {
  const hub = ['HTTP', 'hub.example.com'];
  const bytes = Buffer.concat([header, entry(hub, 3), hole, entry(['kojira'], 300, { long: true }), entry(hub, 4)]);
  expect(listPrincipals(bytes)).toEqual(['HTTP/hub.example.com@EXAMPLE.COM', 'kojira@EXAMPLE.COM']);
});

test('an entry that is cut off ends the list, and other files are refused', () => {
  const whole = entry(['kojira'], 1);
  expect(listPrincipals(Buffer.concat([header, whole, whole.subarray(0, 20)]))).toHaveLength(1);
  expect(listPrincipals(header)).toEqual([]);
  for (const text of ['', 'x', '-----BEGIN CERTIFICATE-----'])
    expect(() => listPrincipals(Buffer.from(text))).toThrow('not a keytab');
});
