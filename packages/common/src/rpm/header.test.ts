import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { GenericError } from '../errors.ts';
import { fieldNames, fileDigestAlgorithm, readFacts, readField } from './fields.ts';
import { headerLength, headerValue, parseHeader, readRpm, readSignatureHeader } from './header.ts';
import { rpmFixture } from './rpm-fixtures.fixture.ts';

const binary = rpmFixture('foo-1.0-1.x86_64.rpm');

function temporaryFile(bytes: Uint8Array): string {
  const directory = mkdtempSync(join(tmpdir(), 'koji-rpm-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'file.rpm');
  writeFileSync(path, bytes);
  return path;
}

test('a binary rpm tells what it is', async () => {
  expect(readFacts(await readRpm(binary))).toEqual({
    name: 'foo',
    version: '1.0',
    release: '1',
    epoch: null,
    arch: 'x86_64',
    isSource: false,
    sourceRpm: 'foo-1.0-1.src.rpm',
    buildTime: 1600000000,
    sigmd5: '21ba32b955c8a1552d98359d8ee984c0',
  });
});

test('a source rpm has the arch src and no source rpm of its own', async () => {
  const facts = readFacts(await readRpm(rpmFixture('baz-0.9-5.src.rpm')));
  expect(facts).toMatchObject({ name: 'baz', epoch: 3, arch: 'src', isSource: true, sourceRpm: null });
});

test('fields read as rpm shows them, whatever the case of the name', async () => {
  const rpm = await readRpm(binary);
  expect(readField(rpm, 'providename')).toEqual(['config(foo)', 'foo', 'foo(x86-64)', 'foo-virtual']);
  expect(readField(rpm, 'SIZE')).toBe(19);
  expect(readField(rpm, 'EPOCH')).toBeNull();
  expect(readField(rpm, 'PREFIXES')).toEqual([]);
  expect(readField(rpm, 'ARCHIVESIZE')).toBe(676);
  expect(readField(rpm, 'FILENAMES')).toEqual([
    '/etc/foo.conf',
    '/usr/share/foo',
    '/usr/share/foo/data.txt',
    '/usr/share/foo/link.txt',
  ]);
  expect(readField(rpm, 'FILECLASS')).toEqual(['ASCII text', 'directory', 'ASCII text', "symbolic link to `data.txt'"]);
  expect(readField(rpm, 'SHA1HEADER')).toBe('c384b6a573aee2857e7553cb2cf4dd9f800d092c');
  expect(readField(rpm, 'NEVRA')).toBe('foo-1.0-1.x86_64');
  expect(fileDigestAlgorithm(rpm)).toBe('sha256');
  expect(() => readField(rpm, 'nosuch')).toThrow(GenericError);
});

test('the names of a file’s fields are the ones rpm prefers', async () => {
  const names = fieldNames(await readRpm(binary));
  expect(names).toEqual(
    expect.arrayContaining([
      'NAME',
      'PROVIDES',
      'FILEMD5S',
      'SIGMD5',
      'SIGSIZE',
      'ARCHIVESIZE',
      'PAYLOADDIGEST',
      'HEADERIMMUTABLE',
    ]),
  );
  expect(names).not.toContain('HEADERSIGNATURES');
  expect(names).not.toContain('PROVIDENAME');
});

test('the signature header is what lies between the lead and the main header', async () => {
  const bytes = await readSignatureHeader(binary);
  expect(bytes.equals(readFileSync(rpmFixture('foo-1.0-1.x86_64.sighdr')))).toBe(true);
  const rpm = await readRpm(binary);
  expect(rpm.signatureStart + rpm.signatureHeader.length + rpm.header.bytes.length).toBe(rpm.payloadStart);
  expect(
    readFileSync(binary)
      .subarray(rpm.payloadStart, rpm.payloadStart + 2)
      .toString('hex'),
  ).toBe('1f8b');
});

test('a file cut off anywhere before its payload is refused', async () => {
  const whole = readFileSync(binary);
  const { payloadStart } = await readRpm(binary);
  for (let length = 0; length < payloadStart; length += 97) {
    await expect(readRpm(temporaryFile(whole.subarray(0, length)))).rejects.toThrow(GenericError);
  }
});

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly offset: number;
  readonly count: number;
}
/** A header of our own making; lengths can be made to lie. */
function header(entries: readonly Entry[], data: Uint8Array, claims: { entries?: number; data?: number } = {}): Buffer {
  const bytes = Buffer.alloc(16 + entries.length * 16 + data.length);
  bytes.write('8eade801', 'hex');
  bytes.writeUInt32BE(claims.entries ?? entries.length, 8);
  bytes.writeUInt32BE(claims.data ?? data.length, 12);
  entries.forEach(({ tag, type, offset, count }, index) => {
    for (const [field, value] of [tag, type, offset, count].entries()) bytes.writeUInt32BE(value, 16 + index * 16 + field * 4);
  });
  bytes.set(data, 16 + entries.length * 16);
  return bytes;
}
const text = Buffer.from('one\0two\0');

test('entries of every type come back as they were written', () => {
  const data = Buffer.concat([
    Buffer.from([0, 0, 0, 7, 0, 0, 0, 8]),
    Buffer.from('0020000000000001', 'hex'),
    text,
    Buffer.from('solo\0'),
  ]);
  const parsed = parseHeader(
    header(
      [
        { tag: 1, type: 4, offset: 0, count: 2 },
        { tag: 2, type: 5, offset: 8, count: 1 },
        { tag: 3, type: 8, offset: 16, count: 2 },
        { tag: 4, type: 6, offset: 24, count: 1 },
        { tag: 5, type: 0, offset: 0, count: 0 },
      ],
      data,
    ),
  );
  expect(headerValue(parsed, 1)).toEqual([7, 8]);
  expect(headerValue(parsed, 2)).toEqual([9007199254740993n]);
  expect(headerValue(parsed, 3)).toEqual(['one', 'two']);
  expect(headerValue(parsed, 4)).toBe('solo');
  expect(headerValue(parsed, 5)).toBeUndefined();
  expect(headerValue(parsed, 6)).toBeUndefined();
});

const lies: [string, Buffer][] = [
  ['bad magic', Buffer.from('00'.repeat(16), 'hex')],
  ['more entries than there are bytes', header([], text, { entries: 1000 })],
  ['absurdly many entries', header([], text, { entries: 0xffffffff })],
  ['more data than there is', header([], text, { data: 1000 })],
  ['absurdly much data', header([], text, { data: 0xffffffff })],
  ['an offset outside the data', header([{ tag: 1, type: 6, offset: 9, count: 1 }], text)],
  ['more integers than the data holds', header([{ tag: 1, type: 4, offset: 0, count: 3 }], text)],
  ['a count whose size overflows 32 bits', header([{ tag: 1, type: 4, offset: 0, count: 0x40000001 }], text)],
  ['more bytes than the data holds', header([{ tag: 1, type: 7, offset: 1, count: 8 }], text)],
  ['more strings than the data holds', header([{ tag: 1, type: 8, offset: 0, count: 3 }], text)],
  ['a string without end', header([{ tag: 1, type: 6, offset: 0, count: 1 }], Buffer.from('endless'))],
  ['a string counted twice', header([{ tag: 1, type: 6, offset: 0, count: 2 }], text)],
  ['an unknown type', header([{ tag: 1, type: 10, offset: 0, count: 1 }], text)],
  [
    'overlapping entries',
    header(
      [1, 2].map((tag) => ({ tag, type: 7, offset: 0, count: 8 })),
      text,
    ),
  ],
];
test.each(lies)('a header with %s is refused', (_what, bytes) => {
  expect(() => parseHeader(bytes)).toThrow(GenericError);
});

test('the length of a header is told from its first 16 bytes', () => {
  const bytes = header([{ tag: 1, type: 8, offset: 0, count: 2 }], text);
  expect(headerLength(bytes.subarray(0, 16))).toBe(bytes.length);
});
