import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { encodeCall } from '@koji/common/wire/encode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';
import { Random } from '../testing/random.fixture.ts';
import { readUntilClosed } from '../testing/sockets.fixture.ts';
import { createServer } from './server.ts';

const maxRequestLength = 20_000;

let hub: TestHub;
let server: Awaited<ReturnType<typeof createServer>>;
beforeAll(async () => {
  hub = await startHub({ settings: { MaxRequestLength: String(maxRequestLength) } });
  server = await createServer({ ...hub.open, arrivalMs: 1000 });
  await server.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server?.close();
  await hub?.[Symbol.asyncDispose]();
});

const call = encodeCall('getAPIVersion', []);
const head = (...headers: string[]) =>
  `${['POST /kojihub HTTP/1.1', 'Host: x', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;
const typed = (...headers: string[]) => head('Content-Type: text/xml', ...headers);
const lengthOf = (body: string | Buffer) => `Content-Length: ${Buffer.byteLength(body)}`;

/** Everything that is answered to what is sent, up to the end of the connection. */
async function exchange(...sent: (string | Buffer)[]): Promise<string> {
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  for (const each of sent) socket.write(each);
  return await readUntilClosed(socket);
}
const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);

const deep = (depth: number) =>
  `<methodCall><methodName>echo</methodName><params><param><value>${'<array><data><value>'.repeat(depth)}x${'</value></data></array>'.repeat(depth)}</value></param></params></methodCall>`;

test.each([
  ['a call', typed(lengthOf(call)), call, 200],
  ['a call in chunks', typed('Transfer-Encoding: chunked'), `${call.length.toString(16)}\r\n${call}\r\n0\r\n\r\n`, 200],
  ['a call without a type', head(lengthOf(call)), call, 200],
  ['a length that is too short', typed(`Content-Length: ${call.length - 5}`), call, 400],
  ['a length that is none', typed('Content-Length: ten'), call, 400],
  ['a negative length', typed('Content-Length: -1'), call, 400],
  ['two lengths', typed(lengthOf(call), 'Content-Length: 5'), call, 400],
  ['a length and chunks', typed(lengthOf(call), 'Transfer-Encoding: chunked'), call, 400],
  ['chunks without lengths', typed('Transfer-Encoding: chunked'), `zz\r\n${call}`, 400],
  ['a packed body', typed('Content-Encoding: gzip', lengthOf(gzipSync(call))), gzipSync(call), 400],
  ['nothing', typed('Content-Length: 0'), '', 400],
  ['what is no XML', typed('Content-Length: 4'), 'null', 400],
  ['too deep a call', typed(lengthOf(deep(500))), deep(500), 400],
  ['too long a call', typed(`Content-Length: ${maxRequestLength + 1}`), 'x'.repeat(maxRequestLength + 1), 400],
  ['a length that alone is too much', typed('Content-Length: 99999999999'), '', 400],
  ['too many headers', typed(...Array.from({ length: 3000 }, (_, i) => `X-${i}: y`), lengthOf(call)), call, 431],
  ['no HTTP', `${'\u0000\u0001\u0002'.repeat(50)}\r\n\r\n`, '', 400],
  ['a method that is not for calls', 'DELETE /kojihub HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', '', 405],
])('%s is answered as it should be', async (_what, headers, body, status) => {
  expect(statusOf(await exchange(headers, body))).toBe(status);
});

test('chunks without end are cut off at the longest request, whatever they say', async () => {
  const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`;
  const answer = await exchange(typed('Transfer-Encoding: chunked'), ...Array.from({ length: 50 }, () => chunk));
  expect(statusOf(answer)).toBe(400);
});

test('a body shorter than its length is waited for, but not for ever', async () => {
  const answer = await exchange(typed(`Content-Length: ${call.length + 100}`), call);
  expect(answer).not.toMatch(/^HTTP\/1\.1 200/);
});

const debris = [
  '<',
  '>',
  '&',
  '\u0000',
  '</value>',
  '<nil/>',
  '<struct>',
  '<![CDATA[',
  '&#0;',
  '<i8>',
  '-',
  '9'.repeat(400),
  'é',
  '__starstar',
];

test('whatever is done to calls, each is answered, and the hub goes on', async () => {
  const random = new Random(20261130);
  const methods = [...hub.open.services.methods.keys()].filter((name) => !/await|waitFor/i.test(name));
  const samples = () =>
    encodeCall(random.pick(methods), [
      random.pick<never>(['f42', 1, null, true, [1, ['a']], { a: { b: [] }, __starstar: true }] as never[]),
    ]);
  const damage = (text: string) => {
    const at = random.below(text.length);
    return text.slice(0, at) + (random.chance(0.7) ? random.pick(debris) : '') + text.slice(at + random.below(12));
  };
  const statuses = new Map<number, number>();
  for (let round = 0; round < 400; round++) {
    const body = random.chance(0.2) ? samples() : damage(damage(samples()));
    const { statusCode } = await server.inject({
      method: 'POST',
      url: '/kojihub',
      headers: { 'content-type': 'text/xml' },
      body,
    });
    statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
  }
  expect([...statuses.keys()].sort()).toEqual([200, 400]);
  expect(await hub.anonymous.hub.getAPIVersion()).toBe(1);
}, 60_000);

test('faults of calls that nobody can make sense of are typed, in a multiCall too', async () => {
  const session = await hub.login('kojiadmin');
  const names = ['', 'nosuch', 'constructor', '__proto__', 'toString', 'host', 'multicall', 'run', 'x'.repeat(2000)];
  for (const name of names) await expect(session.call(name), name).rejects.toMatchObject({ faultCode: 1000 });
  const calls = [null, 1, 'ab', [], {}, { methodName: 1 }, { methodName: 'getTag' }, { methodName: 'getTag', params: {} }];
  const ends = (await session.call('multiCall', [calls])) as { faultCode: number }[];
  expect(ends.map(({ faultCode }) => faultCode)).toEqual(calls.map((_each, i) => (i < 6 ? 1000 : 1019)));
  const nested = (depth: number): unknown => (depth === 0 ? [] : [{ methodName: 'multiCall', params: [nested(depth - 1)] }]);
  const text = JSON.stringify(await session.call('multiCall', [nested(20) as never]));
  expect(text).toContain('nested too deeply');
  session.close();
});
