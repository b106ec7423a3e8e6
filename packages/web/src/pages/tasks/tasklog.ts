import { StringDecoder } from 'node:string_decoder';
import { pause } from '@koji/common/service/loop';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered, orElse, single } from '../../hub/outcomes.ts';
import { type EventStream, openEventStream } from '../../live/event-stream.ts';
import { feed } from '../page.ts';
import { found } from '../problems.ts';
import { liveliestLog, readOutput } from './task-output.ts';
import { type OutputPlace, readOutputChunk } from './task-output-chunk.ts';
import { isFinished } from './task-tree.ts';

const chunkBytes = 128 * 1024;
/** How much of a long log is shown at the beginning; the rest is in the file. */
const tailBytes = 96 * 1024;
const pauseMs = 1500;

interface LogQuery {
  readonly taskID: number;
  readonly name: string | undefined;
  readonly volume: string | undefined;
  readonly offset: number | undefined;
}

/** A task's log as it grows, as events. Without a name it is the log that is being written. */
export const tasklog = feed({
  name: 'tasklog',
  parse: (query): LogQuery => ({
    taskID: query.id('taskID'),
    name: query.text('name'),
    volume: query.text('volume'),
    offset: query.optionalId('offset'),
  }),
  async answer(hub, query, { request, reply }) {
    const { task } = await lookAtOutput(hub, query);
    found(task, 'task', query.taskID);
    const stream = openEventStream(reply);
    // A browser that lost the connection says how far it got.
    const resumeAt = Number(request.headers['last-event-id']);
    void follow(hub, { ...query, offset: Number.isSafeInteger(resumeAt) && resumeAt > 0 ? resumeAt : query.offset }, stream);
    return reply;
  },
});

async function follow(hub: HubReader, query: LogQuery, stream: EventStream): Promise<void> {
  try {
    const file = await awaitLog(hub, query, stream.signal);
    if (file === undefined) return;
    const start = query.offset ?? Math.max(0, file.size - tailBytes);
    stream.send('name', { name: file.name, skipped: start });
    await sendGrowth(hub, file, start, stream);
  } catch (error) {
    // The browser connects again after a pause, and goes on where it was.
    if (!(error instanceof Error)) throw error;
  } finally {
    stream.end();
  }
}

type LogPlace = OutputPlace & { readonly size: number };

/** The log to follow, once there is one; none when the task has ended without. */
async function awaitLog(hub: HubReader, query: LogQuery, signal: AbortSignal): Promise<LogPlace | undefined> {
  while (!signal.aborted) {
    const { task, files } = await lookAtOutput(hub, query);
    const { name, volume } = query;
    const file =
      name === undefined ? liveliestLog(files) : files.find((one) => one.name === name && one.volume === (volume ?? 'DEFAULT'));
    if (file) return { taskID: query.taskID, name: file.name, volume: file.volume, size: file.size };
    if (task === null || isFinished(task.state)) return undefined;
    await pause(pauseMs, signal);
  }
  return undefined;
}

async function sendGrowth(hub: HubReader, file: LogPlace, start: number, stream: EventStream): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let at = start;
  // Once the task has ended, what it wrote before is complete: one more look then suffices.
  for (let isLast = false; !stream.signal.aborted; ) {
    const chunk = await readOutputChunk(hub, file, at, chunkBytes);
    if (chunk.length > 0) {
      at += chunk.length;
      stream.send('text', decoder.write(chunk), at);
      continue;
    }
    if (isLast) return stream.send('finished', true);
    const { task } = await lookAtOutput(hub, file);
    isLast = task === null || isFinished(task.state);
    if (!isLast) await pause(pauseMs, stream.signal);
  }
}

async function lookAtOutput(hub: HubReader, { taskID }: { taskID: number }) {
  const [info, output] = await hub.attempt((hub) => [
    hub.getTaskInfo(taskID),
    hub.listTaskOutput(taskID, { stat: true, all_volumes: true }),
  ]);
  return { task: single(answered(info)), files: readOutput(orElse(output, {})) };
}
