import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseHeader, readSignatureHeader } from './header.ts';
import { rpmFixture } from './rpm-fixtures.fixture.ts';
import { signatureKey } from './signature-key.ts';
import { splicedRpm } from './splice-signature.ts';

const signed = readFileSync(rpmFixture('signed/foo-1.0-1.x86_64.sighdr'));

test('the key of a signed header is the end of its issuer’s id', () => {
  expect(signatureKey(signed)).toBe('8f931432');
});

test('a header without signature has the empty key', async () => {
  expect(signatureKey(await readSignatureHeader(rpmFixture('foo-1.0-1.x86_64.rpm')))).toBe('');
});

test('what is no header, or holds a broken signature, is refused', () => {
  expect(() => signatureKey(Buffer.from('garbage'))).toThrow('Invalid rpm');
  const broken = Buffer.from(signed);
  const { entries } = parseHeader(signed);
  const packet = [267, 268].map((tag) => entries.get(tag)).find((entry) => entry !== undefined);
  broken[16 + 16 * broken.readUInt32BE(8) + (packet?.offset ?? 0)] = 0;
  expect(() => signatureKey(broken)).toThrow('Invalid signature');
});

test('splicing puts the new header in and keeps every other byte', async () => {
  const source = rpmFixture('foo-1.0-1.x86_64.rpm');
  const pieces: Uint8Array[] = [];
  for await (const piece of splicedRpm(source, signed)) pieces.push(piece);
  const [before, after] = [readFileSync(source), Buffer.concat(pieces)];
  const own = await readSignatureHeader(source);
  expect(after.subarray(0, 96).equals(before.subarray(0, 96))).toBe(true);
  expect(after.subarray(96, 96 + signed.length).equals(signed)).toBe(true);
  expect(after.subarray(96 + signed.length).equals(before.subarray(96 + own.length))).toBe(true);
});
