import { isStruct } from './shapes.ts';

/** Whether an answer, a part of a list or a value of a struct is read only as the answer is written. Deeper there is none. */
export function containsStream(answer: unknown): boolean {
  return isStream(answer) || partsOf(answer).some(isStream);
}

/**
 * An answer with its streams read to the end. Calls made inside others need it: what they answer must be what there was
 * when their turn came, and their faults must be theirs.
 */
export async function collectStreams(answer: unknown): Promise<unknown> {
  if (isStream(answer)) return toArray(answer);
  if (!containsStream(answer)) return answer;
  const parts: unknown[] = [];
  // One after the other: a connection can only read one at a time.
  for (const part of partsOf(answer)) parts.push(isStream(part) ? await toArray(part) : part);
  return Array.isArray(answer) ? parts : Object.fromEntries(Object.keys(answer as object).map((key, i) => [key, parts[i]]));
}

function partsOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer;
  return isStruct(answer) ? Object.values(answer) : [];
}
function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
async function toArray(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of stream) rows.push(row);
  return rows;
}
