/**
 * An answer with its streams read to the end. Calls made inside others need it: what they answer must be what there was
 * when their turn came, and their faults must be theirs.
 */
export async function collectStreams(answer: unknown): Promise<unknown> {
  if (isStream(answer)) return toArray(answer);
  if (!Array.isArray(answer) || !answer.some(isStream)) return answer;
  const parts: unknown[] = [];
  for (const part of answer) parts.push(isStream(part) ? await toArray(part) : part);
  return parts;
}
function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
async function toArray(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of stream) rows.push(row);
  return rows;
}
