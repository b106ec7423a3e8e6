import { describe, expect, test } from 'vitest';
import { decodeCall, decodeResponse, XmlRpcSyntaxError } from './decode.ts';
import { encodeCall } from './encode.ts';
import { allScalars, below, pick, randomValue, seededRandom } from './random-values.fixture.ts';
import type { WireValue } from './values.ts';

function call(value: string, before = ''): string {
  return `<?xml version='1.0'?>${before}<methodCall><methodName>echo</methodName><params><param><value>${value}</value></param></params></methodCall>`;
}

describe('a document is refused', () => {
  test.each([
    ['with a document type', call('x', '<!DOCTYPE x>')],
    ['with an entity of its own', call('&a;', '<!DOCTYPE x [<!ENTITY a "b">]>')],
    ['with an external entity', call('&x;', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>')],
    ['with entities that multiply', call('&b;', '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>')],
    ['with an entity nobody declared', call('&a;')],
    ['with a bare ampersand', call('a & b')],
    ['with a control character', call('a\u0001b')],
    ['with a reference to a control character', call('a&#1;b')],
    ['with half a surrogate pair by reference', call('&#xd800;')],
    ['with a reference beyond Unicode', call('&#x110000;')],
    ['with an unknown type', call('<func>x</func>')],
    ['with text beside a type', call('x<int>1</int>')],
    ['with a wrong end tag', call('<int>1</string>')],
    ['with an integer that is none', call('<int>0x10</int>')],
    ['with an empty integer', call('<int/>')],
    ['with an integer of a million digits', call(`<int>${'9'.repeat(1_000_000)}</int>`)],
    ['with a boolean that is none', call('<boolean>yes</boolean>')],
    ['with base64 that is none', call('<base64>a$==</base64>')],
    ['with a member without a name', call('<struct><member><value>x</value></member></struct>')],
    ['with a member without a value', call('<struct><member><name>x</name></member></struct>')],
    ['with a second root', `${call('x')}<x/>`],
    ['in an encoding that is not UTF-8', call('é').replace("'1.0'", "'1.0' encoding='latin-1'")],
    ['with a comment that never ends', call('x', `<!--${'-'.repeat(100_000)}`)],
    ['with attributes without end', `<methodCall ${'a="b" '.repeat(100_000)}`],
    ['with nothing in it', ''],
    ['that is another document', '<html></html>'],
  ])('%s', (_what, xml) => {
    expect(() => decodeCall(xml)).toThrow(XmlRpcSyntaxError);
  });

  test('deeper than allowed, however deep it is', () => {
    const nested = (depth: number) => call(`${'<array><data><value>'.repeat(depth)}x${'</value></data></array>'.repeat(depth)}`);
    expect(decodeCall(nested(100)).method).toBe('echo');
    expect(() => decodeCall(nested(101))).toThrow(XmlRpcSyntaxError);
    expect(() => decodeCall(nested(200_000))).toThrow(XmlRpcSyntaxError);
    expect(() => decodeCall(call('<struct><member><name>a</name><value>'.repeat(300_000)))).toThrow(XmlRpcSyntaxError);
    expect(() => decodeCall(nested(2), { maxDepth: 1001 })).toThrow(RangeError);
  });

  test('longer than allowed, before anything of it is read', () => {
    expect(() => decodeCall(call('x'.repeat(1000)), { maxLength: 1000 })).toThrow(/longer than 1000/);
  });

  test('cut off anywhere', () => {
    const whole = encodeCall('echo', [{ list: [1, 'two & a half', null, 2.5], bytes: new Uint8Array(80) }, true]);
    const end = whole.lastIndexOf('>');
    for (let length = 0; length < end; length++)
      expect(() => decodeCall(whole.slice(0, length)), `after ${length} characters`).toThrow(XmlRpcSyntaxError);
  });

  test('as an answer without exactly one value or a proper fault', () => {
    const answer = (inside: string) => `<methodResponse>${inside}</methodResponse>`;
    expect(() => decodeResponse(answer('<params/>'))).toThrow(XmlRpcSyntaxError);
    expect(() => decodeResponse(answer(`<params>${'<param><value>x</value></param>'.repeat(2)}</params>`))).toThrow(
      XmlRpcSyntaxError,
    );
    expect(() => decodeResponse(answer('<fault><value>x</value></fault>'))).toThrow(XmlRpcSyntaxError);
  });
});

test('whatever is done to a document, it is read or refused, quickly and in the one way', () => {
  const random = seededRandom(20261124);
  const inserts = [
    '<',
    '>',
    '&',
    '/',
    '<value>',
    '</value>',
    '<struct>',
    '<!--',
    '-->',
    ']]>',
    '<![CDATA[',
    '<?',
    '?>',
    '&#0;',
    '&lt;',
    '\u0000',
    '😀',
    '"',
    '=',
    '<nil/>',
  ];
  const started = performance.now();
  for (let round = 0; round < 5000; round++) {
    const xml = encodeCall('echo', [randomValue(random, allScalars) as WireValue]);
    const at = below(random, xml.length);
    const removed = below(random, 3) === 0 ? below(random, 20) : 0;
    const damaged = xml.slice(0, at) + (random() < 0.7 ? pick(random, inserts) : '') + xml.slice(at + removed);
    try {
      decodeCall(damaged);
    } catch (error) {
      expect(error, damaged).toBeInstanceOf(XmlRpcSyntaxError);
    }
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});

test.each([
  ['spaces in a tag', `<methodCall${' '.repeat(2_000_000)}`],
  ['spaces before an attribute value', `<methodCall a=${' '.repeat(2_000_000)}`],
  ['ampersands', call('&'.repeat(500_000))],
  ['short references', call('&#65;'.repeat(500_000))],
  ['empty comments', call('<!---->'.repeat(300_000))],
  ['CDATA sections', call('<![CDATA[]]>'.repeat(300_000))],
  [
    'different struct shapes',
    call(
      `<array><data>${Array.from({ length: 50_000 }, (_, i) => `<value><struct><member><name>k${i}</name><value>x</value></member></struct></value>`).join('')}</data></array>`,
    ),
  ],
  [
    'members of one struct',
    call(
      `<struct>${Array.from({ length: 100_000 }, (_, i) => `<member><name>k${i}</name><value>x</value></member>`).join('')}</struct>`,
    ),
  ],
])('many %s take time in proportion only', (_what, xml) => {
  const started = performance.now();
  try {
    decodeCall(xml);
  } catch (error) {
    expect(error).toBeInstanceOf(XmlRpcSyntaxError);
  }
  expect(performance.now() - started).toBeLessThan(3000);
});
