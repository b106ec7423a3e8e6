import { createWriteStream, readFileSync } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { unlessMissing } from '../missing-files.ts';
import { responseTo } from './response-to.ts';
import type { TlsOptions } from './transport.ts';

export interface DownloadOptions {
  readonly tls?: TlsOptions | undefined;
  /** The longest time without a byte, five minutes unless given. */
  readonly silenceMs?: number | undefined;
  onProgress?(doneBytes: number, totalBytes: number | undefined): void;
}
/** A file that could not be fetched; `status` is the HTTP one. */
export class DownloadError extends Error {
  override name = 'DownloadError';
  readonly status: number;
  constructor(url: string, status: number) {
    super(`cannot download ${url}: HTTP ${status}`);
    this.status = status;
  }
}
const maxRedirects = 5;
const defaultSilenceMs = 5 * 60_000;

export interface Downloaded {
  /** When the file last changed, where the server says so. */
  readonly changed: Date | undefined;
}

/** Fetches a file over HTTP; what an earlier attempt left in `<target>.part` is continued. */
export async function downloadFile(url: string, target: string, options: DownloadOptions = {}): Promise<Downloaded> {
  const part = `${target}.part`;
  const have = (await unlessMissing(stat(part)))?.size ?? 0;
  let response = await get(url, have > 0 ? { Range: `bytes=${have}-` } : {}, options);
  // 416: the part is as long as the file or longer, so it is not a part of this one.
  if (response.statusCode === 416) {
    response.resume();
    response = await get(url, {}, options);
  }
  const resumed = response.statusCode === 206;
  if (response.statusCode !== 200 && !resumed) {
    response.resume();
    throw new DownloadError(url, response.statusCode ?? 0);
  }
  const start = resumed ? have : 0;
  const length =
    response.headers['content-length'] === undefined ? undefined : Number(response.headers['content-length']) + start;
  let done = start;
  response.on('data', (chunk: Buffer) => {
    done += chunk.length;
    options.onProgress?.(done, length);
  });
  await pipeline(response, createWriteStream(part, { flags: resumed ? 'a' : 'w' }));
  if (length !== undefined && done !== length) throw new Error(`download of ${url} ended after ${done} of ${length} bytes`);
  await rename(part, target);
  const changed = new Date(response.headers['last-modified'] ?? '');
  return { changed: Number.isNaN(changed.getTime()) ? undefined : changed };
}

async function get(
  url: string,
  headers: Record<string, string>,
  options: DownloadOptions,
  redirects = 0,
): Promise<IncomingMessage> {
  const isTls = url.startsWith('https:');
  const tls = options.tls ?? {};
  const request = (isTls ? https : http).get(url, {
    headers: { 'User-Agent': 'koji/1', ...headers },
    ...(isTls && tls.serverca !== undefined ? { ca: readFileSync(tls.serverca) } : {}),
    ...(isTls ? { rejectUnauthorized: tls.verify ?? true } : {}),
  });
  const silenceMs = options.silenceMs ?? defaultSilenceMs;
  request.setTimeout(silenceMs, () => request.destroy(new Error(`${new URL(url).host} was silent for ${silenceMs / 1000} s`)));
  const response = await responseTo(request);
  const { statusCode = 0, headers: answer } = response;
  if (statusCode >= 300 && statusCode < 400 && answer.location !== undefined && redirects < maxRedirects) {
    response.resume();
    return get(new URL(answer.location, url).href, headers, options, redirects + 1);
  }
  return response;
}
