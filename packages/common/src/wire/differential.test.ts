import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { decodeCall, decodeResponse } from './decode.ts';
import { encodeCall, encodeResponse } from './encode.ts';
import { allScalars, plainScalars, randomValue, seededRandom } from './random-values.fixture.ts';
import type { WireValue } from './values.ts';

interface OtherSerializer {
  serializeMethodCall(method: string, params: unknown[]): string;
  serializeMethodResponse(value: unknown): string;
}
interface OtherDeserializer {
  deserializeMethodResponse(stream: Readable, done: (error: unknown, value: unknown) => void): void;
}
const require = createRequire(import.meta.url);
const other = require('xmlrpc/lib/serializer') as OtherSerializer;
const Deserializer = require('xmlrpc/lib/deserializer') as new () => OtherDeserializer;

function readByOther(xml: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    new Deserializer().deserializeMethodResponse(Readable.from([Buffer.from(xml)]), (error, value) =>
      error ? reject(error) : resolve(value),
    );
  });
}

const values = (seed: number, count: number, scalars = plainScalars) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => randomValue(random, scalars));
};

test('what the xmlrpc package writes we read as it was', () => {
  for (const value of values(1, 500)) {
    expect(decodeResponse(other.serializeMethodResponse(value))).toEqual(value);
    expect(decodeCall(other.serializeMethodCall('m', [value]), { doubles: 'plain' })).toEqual({ method: 'm', params: [value] });
  }
});

test('what we write the xmlrpc package reads as it was', async () => {
  for (const value of values(2, 500)) expect(await readByOther(encodeResponse(value))).toEqual(value);
});

test('what we write we read as it was, all types included', () => {
  for (const value of values(3, 2000, allScalars)) {
    const written = encodeCall('m', [value]);
    const [back] = decodeCall(written).params as [WireValue];
    // Plain fractions come back as doubles that keep their type; their text must not change any more.
    expect(encodeCall('m', [back])).toBe(written);
    expect(decodeCall(written, { doubles: 'plain' }).params).toEqual([plain(value)]);
  }
});

function plain(value: WireValue): unknown {
  return decodeResponse(encodeResponse(value));
}
