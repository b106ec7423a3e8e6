import type { HubReader } from '../../hub/hub-reader.ts';

export interface OutputPlace {
  readonly taskID: number;
  readonly name: string;
  readonly volume: string | undefined;
}

/** Bytes of a file that a task has put out; a negative offset counts from its end, size -1 means the rest. */
export async function readOutputChunk(hub: HubReader, place: OutputPlace, offset: number, size: number): Promise<Buffer> {
  const { taskID, name, volume } = place;
  const [content] = await hub.read((hub) => [hub.downloadTaskOutput(taskID, name, { offset, size, volume: volume ?? null })]);
  return typeof content === 'string' ? Buffer.from(content, 'base64') : Buffer.from(content as Uint8Array);
}
