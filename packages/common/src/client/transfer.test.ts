import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AuthExpired, GenericError } from '../errors.ts';
import { adler32, adler32Hex } from '../rpm/checksum.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { DownloadError, downloadFile } from './download.ts';
import { HubSession } from './hub-client.ts';
import { type RecordedRequest, type Reply, startRecordingServer } from './recording-server.fixture.ts';
import { uploadFile } from './upload.ts';

/** Keeps what is uploaded as a hub does; `meddle` may answer in its place. */
async function uploadServer(meddle: (request: RecordedRequest, nth: number) => Reply | undefined = () => undefined) {
  const stored = { bytes: Buffer.alloc(0), chunks: [] as Record<string, string>[] };
  let nth = 0;
  const server = await startRecordingServer((request) => {
    if (request.method === 'login') return { 'session-id': 7, 'session-key': `key-${nth}`, 'header-auth': true };
    const isChunk = request.method === '';
    if (isChunk) stored.chunks.push(Object.fromEntries(request.query));
    const other = meddle(request, ++nth);
    if (other !== undefined) return other;
    if (!isChunk) return { size: String(stored.bytes.length), hexdigest: adler32Hex(adler32(stored.bytes)) };
    const offset = Number(request.query.get('offset'));
    stored.bytes = Buffer.concat([stored.bytes.subarray(0, offset), request.body]);
    return { size: String(request.body.length), fileverify: 'adler32', offset, hexdigest: adler32Hex(adler32(request.body)) };
  });
  const session = new HubSession<never>({
    server: server.url,
    auth: { kind: 'password', user: 'alice', password: 'x' },
    retryIntervalMs: 1,
  });
  await session.login();
  return {
    stored,
    session,
    requests: server.requests,
    async [Symbol.asyncDispose]() {
      session.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
async function aFile(directory: string, bytes: Buffer): Promise<string> {
  const path = join(directory, 'foo-1.0-1.src.rpm');
  await writeFile(path, bytes);
  return path;
}
const options = { blockSize: 1000, retryIntervalMs: 1 };

describe('an upload', () => {
  test('goes in chunks, each with its checksum, and is checked as a whole', async () => {
    await using directory = await temporaryDirectory();
    await using hub = await uploadServer();
    const bytes = randomBytes(2500);
    const progress: number[] = [];
    await uploadFile(hub.session, await aFile(directory.path, bytes), 'cli-build/1', {
      ...options,
      onProgress: (done) => progress.push(done),
    });
    expect(hub.stored.bytes.equals(bytes)).toBe(true);
    expect(hub.stored.chunks.map(({ offset }) => offset)).toEqual(['0', '1000', '2000']);
    expect(hub.stored.chunks[0]).toEqual({
      filename: 'foo-1.0-1.src.rpm',
      filepath: 'cli-build/1',
      fileverify: 'adler32',
      offset: '0',
    });
    expect(progress).toEqual([1000, 2000, 2500]);
    expect(hub.requests.at(-1)).toMatchObject({
      method: 'checkUpload',
      params: ['cli-build/1', 'foo-1.0-1.src.rpm', { verify: 'adler32' }],
    });
    expect(hub.requests[1]?.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'koji-session-id': '7' });
  });

  test('of an empty file is one request', async () => {
    await using directory = await temporaryDirectory();
    await using hub = await uploadServer();
    await uploadFile(hub.session, await aFile(directory.path, Buffer.alloc(0)), 'd', options);
    expect(hub.stored.chunks).toHaveLength(1);
  });

  test('sends a chunk again that was lost or damaged, over what is there, and goes on from it', async () => {
    await using directory = await temporaryDirectory();
    await using hub = await uploadServer((_request, nth) => {
      if (nth === 2) return (response) => void response.writeHead(500).end();
      return nth === 3 ? { size: '1000', offset: 1000, hexdigest: '00000000' } : undefined;
    });
    const bytes = randomBytes(2500);
    await uploadFile(hub.session, await aFile(directory.path, bytes), 'd', options);
    expect(hub.stored.bytes.equals(bytes)).toBe(true);
    expect(hub.stored.chunks.map(({ offset, overwrite }) => [offset, overwrite])).toEqual([
      ['0', undefined],
      ['1000', undefined],
      ['1000', '1'],
      ['1000', '1'],
      ['2000', undefined],
    ]);
  });

  test('that the hub refuses is not tried again', async () => {
    await using directory = await temporaryDirectory();
    await using hub = await uploadServer(() => new GenericError('upload path exists'));
    await expect(uploadFile(hub.session, await aFile(directory.path, randomBytes(10)), 'd', options)).rejects.toThrow(
      'upload path exists',
    );
    expect(hub.stored.chunks).toHaveLength(1);
  });

  test('that arrived otherwise than it was is an error', async () => {
    await using directory = await temporaryDirectory();
    await using hub = await uploadServer(({ method }) =>
      method === 'checkUpload' ? { size: '10', hexdigest: '00000000' } : undefined,
    );
    await expect(uploadFile(hub.session, await aFile(directory.path, randomBytes(10)), 'd', options)).rejects.toThrow(
      /another checksum/,
    );
  });

  test('outlives its session', async () => {
    await using directory = await temporaryDirectory();
    await using hub = await uploadServer((_request, nth) => (nth === 2 ? new AuthExpired('session expired') : undefined));
    const bytes = randomBytes(2500);
    await uploadFile(hub.session, await aFile(directory.path, bytes), 'd', options);
    expect(hub.stored.bytes.equals(bytes)).toBe(true);
  });
});

describe('a download', () => {
  const content = randomBytes(5000);
  function fileServer() {
    return startRecordingServer(({ headers, path }) => (response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
      if (path === '/moved') response.writeHead(302, { Location: '/file' }).end();
      else if (path === '/short')
        response.writeHead(200, { 'Content-Length': 5000 }).write(content.subarray(0, 100), () => response.destroy());
      else if (path === '/reset')
        response
          .writeHead(200, { 'Content-Length': 5000 })
          .write('x', () => setTimeout(() => response.socket?.resetAndDestroy(), 50));
      else if (path === '/silent') response.writeHead(200, { 'Content-Length': 5000 }).write('x');
      else if (path !== '/file') response.writeHead(404).end('no');
      else if (from >= content.length) response.writeHead(416).end();
      else response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': content.length - from }).end(content.subarray(from));
    });
  }

  test('continues what an earlier attempt left', async () => {
    await using directory = await temporaryDirectory();
    await using server = await fileServer();
    const target = join(directory.path, 'file');
    await writeFile(`${target}.part`, content.subarray(0, 1234));
    const seen: (number | undefined)[] = [];
    await downloadFile(new URL('/file', server.url).href, target, { onProgress: (_done, total) => seen.push(total) });
    expect(server.requests[0]?.headers.range).toBe('bytes=1234-');
    expect((await readFile(target)).equals(content)).toBe(true);
    expect(new Set(seen)).toEqual(new Set([5000]));
    expect(await readdir(directory.path)).toEqual(['file']);
  });

  test('starts over where the left part is longer than the file', async () => {
    await using directory = await temporaryDirectory();
    await using server = await fileServer();
    const target = join(directory.path, 'file');
    await writeFile(`${target}.part`, randomBytes(6000));
    await downloadFile(new URL('/moved', server.url).href, target);
    expect((await readFile(target)).equals(content)).toBe(true);
  });

  test('leaves no file under its name unless it is whole', async () => {
    await using directory = await temporaryDirectory();
    await using server = await fileServer();
    const target = join(directory.path, 'file');
    await expect(downloadFile(new URL('/nothing', server.url).href, target)).rejects.toThrow(DownloadError);
    await expect(downloadFile(new URL('/short', server.url).href, target)).rejects.toThrow();
    expect(await readdir(directory.path)).toEqual(['file.part']);
  });

  // An error that nobody hears would fail the whole run.
  test.each([
    ['/reset', 'ECONNRESET'],
    ['/silent', '127.0.0.1:'],
  ])('ends with an error where the connection does: %s', async (path, message) => {
    await using directory = await temporaryDirectory();
    await using server = await fileServer();
    const url = new URL(path, server.url).href;
    await expect(downloadFile(url, join(directory.path, 'file'), { silenceMs: 200 })).rejects.toThrow(message);
  });
});
