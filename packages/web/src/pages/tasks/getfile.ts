import { Readable } from 'node:stream';
import { attachment, untrustedContentPolicy } from '../../http/headers.ts';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered } from '../../hub/outcomes.ts';
import { feed } from '../page.ts';
import { notFound } from '../problems.ts';
import { readOutput } from './task-output.ts';
import { type OutputPlace, readOutputChunk } from './task-output-chunk.ts';

const chunkBytes = 1024 * 1024;

/** A file that a task has put out. Texts are shown, all else is downloaded: it may hold anything. */
export const getfile = feed({
  name: 'getfile',
  parse: (query) => ({
    taskID: query.id('taskID'),
    name: query.requiredText('name'),
    volume: query.text('volume'),
    offset: query.int('offset') ?? 0,
    size: query.int('size') ?? -1,
  }),
  async answer(hub, { offset, size, ...place }, { reply, request }) {
    const { start, end } = spanOf(await sizeOf(hub, place), offset, size);
    reply.headers({
      'Content-Security-Policy': untrustedContentPolicy,
      'Cache-Control': 'private, no-cache',
      'Content-Length': String(end - start),
      'Content-Type': isText(place.name) ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      ...(isText(place.name) ? {} : { 'Content-Disposition': attachment(place.name.split('/').at(-1) ?? 'file') }),
    });
    if (request.method === 'HEAD') return reply.send();
    return reply.send(Readable.from(readSpan(hub, place, start, end)));
  },
});

function isText(name: string): boolean {
  return /\.(log|ks|txt|cfg|json|spec|md5|sha256)$/.test(name);
}

async function sizeOf(hub: HubReader, { taskID, name, volume = 'DEFAULT' }: OutputPlace): Promise<number> {
  const [output] = await hub.attempt((hub) => [hub.listTaskOutput(taskID, { stat: true, all_volumes: true })]);
  const file = readOutput(answered(output)).find((one) => one.name === name && one.volume === volume);
  if (file === undefined) throw notFound(`file of task ${taskID} by the name`, name);
  return file.size;
}

/** The part of a file that is asked for; a negative offset counts from the end. */
export function spanOf(total: number, offset: number, size: number): { start: number; end: number } {
  const start = Math.min(total, offset < 0 ? Math.max(0, total + offset) : offset);
  return { start, end: size < 0 ? total : Math.min(total, start + size) };
}

async function* readSpan(hub: HubReader, place: OutputPlace, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; ) {
    const chunk = await readOutputChunk(hub, place, at, Math.min(chunkBytes, end - at));
    if (chunk.length === 0) throw new Error(`${place.name} of task ${place.taskID} became shorter while it was read`);
    yield chunk;
    at += chunk.length;
  }
}
