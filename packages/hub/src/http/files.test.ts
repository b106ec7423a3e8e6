import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';
import { createServer } from './server.ts';

let hub: TestHub;
let server: Awaited<ReturnType<typeof createServer>>;
beforeAll(async () => {
  hub = await startHub();
  server = await createServer({ ...hub.open, filesOnly: true });
  await server.listen({ host: '127.0.0.1', port: 0 });
  const directory = join(hub.topdir, 'work/100%41 <b>');
  mkdirSync(directory);
  writeFileSync(join(directory, 'a&b.rpm'), '0123456789');
  writeFileSync(join(directory, 'page.html'), '<script>');
  writeFileSync(join(directory, '.user'), '1');
  symlinkSync('nowhere', join(directory, 'dangling'));
});
afterAll(async () => {
  await server.close();
  await hub[Symbol.asyncDispose]();
});

const directory = '/kojifiles/work/100%2541%20%3Cb%3E/';
/** As it is: fetch would take dots out of the address. */
async function get(path: string, headers = {}) {
  const { port } = server.server.address() as AddressInfo;
  const [response] = (await once(request({ port, path, headers, host: '127.0.0.1' }).end(), 'response')) as [IncomingMessage];
  return { statusCode: response.statusCode, headers: response.headers, body: await text(response) };
}

test('a directory lists what is in it, whatever the names, and hides what begins with a dot', async () => {
  const { body, statusCode } = await get(directory);
  expect(statusCode).toBe(200);
  expect(body).toContain('<title>Index of /kojifiles/work/100%41 &#60;b&#62;/</title>');
  const links = [...body.matchAll(/<a href="([^"]+)">([^<]+)</g)].map(([, href, label]) => [href, label]);
  expect(links).toEqual([
    ['../', '../'],
    ['./a%26b.rpm', 'a&#38;b.rpm'],
    ['./dangling', 'dangling'],
    ['./page.html', 'page.html'],
  ]);
  expect((await get(`${directory}a%26b.rpm`)).body).toBe('0123456789');
  expect((await get(directory.slice(0, -1))).headers.location).toBe(directory);
});

test('a file comes in parts where asked, and no browser runs it', async () => {
  const part = await get(`${directory}a%26b.rpm`, { range: 'bytes=3-5' });
  expect([part.statusCode, part.body]).toEqual([206, '345']);
  expect((await get(`${directory}page.html`)).headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox'),
  });
});

test.each([
  '/kojifiles/../hub.conf',
  '/kojifiles/%2e%2e/hub.conf',
  '/kojifiles/work/..%2f..%2fhub.conf',
  '/kojifiles/work/%00',
  `${directory}.user`,
  `${directory}dangling`,
  '/kojifiles/nosuch',
  '/kojihub',
])('%s is not there', async (url) => {
  expect((await get(url)).statusCode).not.toBeLessThan(400);
  expect((await get(url)).statusCode).toBeLessThan(500);
});
