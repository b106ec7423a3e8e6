import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { AuthExpired, GenericError, RemoteFault } from '../errors.ts';
import { decodeCall, decodeResponse } from './decode.ts';
import { encodeCall, encodeFault, encodeResponse, responseChunks } from './encode.ts';
import { type EncodedItems, encodedItems } from './encoded-items.ts';
import { DateTime, double, type WireValue } from './values.ts';

describe('values', () => {
  const cases: [xml: string, value: WireValue][] = [
    ['<nil/>', null],
    ['<boolean>1</boolean>', true],
    ['<int>2147483647</int>', 2147483647],
    ['<i8>-2147483649</i8>', -2147483649],
    ['<i8>9223372036854775807</i8>', 9223372036854775807n],
    ['<double>2.0</double>', double(2)],
    ['<double>-0.0</double>', double(-0)],
    ['<double>1e+20</double>', double(1e20)],
    ['<double>1e-07</double>', double(1e-7)],
    ['<double>-inf</double>', double(Number.NEGATIVE_INFINITY)],
    ['<double>0.1</double>', 0.1],
    ['<string>a &lt; b &amp; c &gt; d&#13;\n</string>', 'a < b & c > d\r\n'],
    ['<dateTime.iso8601>20200102T03:04:05</dateTime.iso8601>', new DateTime('20200102T03:04:05')],
    ['<base64>\nAQL/\n</base64>', new Uint8Array([1, 2, 255])],
    ['<array><data>\n</data></array>', []],
    ['<struct>\n</struct>', {}],
  ];
  test.each(cases)('%s is how its value travels, and comes back', (xml, value) => {
    const text = encodeResponse(value);
    expect(text).toContain(`<value>${xml}</value>`);
    const back = decodeResponse(text, { doubles: 'keep' });
    expect(back).toEqual(value === 0.1 ? double(0.1) : value);
  });

  test.each([
    ['<i4>7</i4>', 7],
    ['<i8>8589934592</i8>', 8589934592],
    ['<ex:i8>7</ex:i8>', 7],
    ['<ex:nil/>', null],
    ['<double>2</double>', 2],
    ['untagged &#233;', 'untagged é'],
    ['', ''],
    ['<string/>', ''],
    ['<string><![CDATA[<raw>&]]></string>', '<raw>&'],
    ['<array/>', []],
    ['<array><data/></array>', []],
    ['<struct/>', {}],
    ['<base64> aGVs\n bG8= </base64>', new Uint8Array(Buffer.from('hello'))],
    ['\n <int> 5 </int>\n ', 5],
    ['<!-- a note --><int>5</int>', 5],
  ] satisfies [string, WireValue][])('<value>%s</value> of another writer is read', (xml, value) => {
    expect(
      decodeResponse(
        `<?xml version="1.0" encoding="utf-8"?><methodResponse><params><param><value>${xml}</value></param></params></methodResponse>`,
      ),
    ).toEqual(value);
  });

  test('a member named __proto__ is a member like any other', () => {
    const value = decodeResponse(encodeResponse(JSON.parse('{"__proto__": {"polluted": 1}, "a": 2}') as WireValue)) as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'a']);
    expect('polluted' in value).toBe(false);
  });

  test('rows of one shape keep their own values, keys and order', () => {
    const rows = Array.from({ length: 50 }, (_, i) =>
      i % 7 === 3 ? { b: i, a: 'other order' } : { a: `row ${i}`, b: i, c: i % 2 ? null : [i] },
    );
    const back = decodeResponse(encodeResponse(rows as WireValue)) as object[];
    expect(back).toEqual(rows);
    expect(back.map((row) => Object.keys(row).join())).toEqual(rows.map((row) => Object.keys(row).join()));
  });

  test('what has no form on the wire is refused by its place', () => {
    expect(() => encodeResponse({ rows: [1, { at: new Date() }] } as unknown as WireValue)).toThrow(
      /Date over XML-RPC \(at \.rows\[1\]\.at\)/,
    );
    expect(() => encodeResponse([undefined] as unknown as WireValue)).toThrow(TypeError);
    expect(() => encodeResponse(2n ** 63n)).toThrow(/exceeds XML-RPC limits/);
    const loop: WireValue[] = [];
    loop.push(loop);
    expect(() => encodeResponse(loop)).toThrow(RangeError);
  });

  test('characters that XML cannot carry are replaced, not dropped', () => {
    expect(decodeResponse(encodeResponse('a\u0000b\ud800c\ufffe'))).toBe('a\ufffdb\ufffdc\ufffd');
  });
});

describe('messages', () => {
  test('a call comes back with name and parameters', () => {
    expect(decodeCall(encodeCall('getTag', ['f42', { __starstar: true, strict: true }]))).toEqual({
      method: 'getTag',
      params: ['f42', { __starstar: true, strict: true }],
    });
    expect(decodeCall('<methodCall><methodName>getAPIVersion</methodName></methodCall>')).toEqual({
      method: 'getAPIVersion',
      params: [],
    });
    expect(decodeCall('<methodCall><params/></methodCall>')).toEqual({ method: '', params: [] });
  });
  test('a fault is thrown as the error of its code', () => {
    expect(() => decodeResponse(encodeFault(1007, 'session expired'))).toThrow(AuthExpired);
    expect(() => decodeResponse(encodeFault(1000, 'No such tag: <x>'))).toThrow(new GenericError('No such tag: <x>'));
    expect(() => decodeResponse(encodeFault(4711, 'strange'))).toThrow(
      expect.objectContaining({ constructor: RemoteFault, faultCode: 4711 }),
    );
  });
});

describe('an answer in pieces', () => {
  async function collect(chunks: AsyncIterable<string | Uint8Array>): Promise<string[]> {
    const pieces: string[] = [];
    for await (const piece of chunks) pieces.push(Buffer.from(piece as string).toString());
    return pieces;
  }
  const rows = Array.from({ length: 20_000 }, (_, id) => ({ id, name: `package-${id}`, note: null }));

  test('is the same text, and no piece is large', async () => {
    const pieces = await collect(responseChunks(rows));
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(300_000);
    expect(pieces.join('')).toBe(encodeResponse(rows));
  });
  test('reads a stream as it goes', async () => {
    const pieces = await collect(responseChunks({ rows: Readable.from(rows) as AsyncIterable<unknown>, count: 1 }));
    expect(decodeResponse(pieces.join(''))).toEqual({ rows, count: 1 });
  });
  test('leaves the items to who has them encoded, in their place', async () => {
    const encoded = (items: WireValue[]): EncodedItems => ({
      async *[encodedItems]() {
        const bytes = Buffer.from(itemsOf(items));
        yield bytes.subarray(0, 10);
        yield bytes.subarray(10);
      },
    });
    const some = rows.slice(0, 3);
    const pieces = await collect(responseChunks({ before: 1, some: encoded(some), none: encoded([]), after: 'é' }));
    expect(pieces.join('')).toBe(encodeResponse({ before: 1, some, none: [], after: 'é' }));
  });
  /** The text of the items alone. */
  function itemsOf(items: WireValue[]): string {
    const [empty, full] = [encodeResponse([]), encodeResponse(items)];
    const start = empty.indexOf('<data>\n') + '<data>\n'.length;
    return full.slice(start, start + full.length - empty.length);
  }
  test('closes the stream when the reader goes away or the stream fails', async () => {
    let closed = 0;
    async function* endless() {
      try {
        for (;;) yield 'x'.repeat(1000);
      } finally {
        closed++;
      }
    }
    for await (const _piece of responseChunks(endless())) break;
    expect(closed).toBe(1);
    async function* failing() {
      yield 1;
      throw new Error('the database went away');
    }
    await expect(collect(responseChunks([failing()]))).rejects.toThrow('the database went away');
  });
  test('lets the event loop turn in between, even inside one huge text', async () => {
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    await collect(responseChunks('&'.repeat(4_000_000)));
    clearInterval(count);
    expect(turns).toBeGreaterThan(5);
  });
});
