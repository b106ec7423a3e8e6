import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { type CollectedBody, IncomingBody } from './collect-body.ts';

test('many large bodies at the same time go to disk in part, until others have made room', async () => {
  await using directory = await temporaryDirectory();
  const piece = Buffer.alloc(1 << 20);
  const large = () => new IncomingBody(Readable.from(Array.from({ length: 15 }, () => piece)));
  const held: { readonly body: IncomingBody; readonly whole: CollectedBody }[] = [];
  while ((await readdir(directory.path)).length === 0) {
    expect(held.length).toBeLessThan(10);
    const body = large();
    // Kept, as while it is written.
    held.push({ body, whole: await body.whole(directory.path) });
  }
  expect(held.length).toBeGreaterThan(3);
  for (const { body, whole } of held) {
    expect(whole.size).toBe(15 << 20);
    await whole[Symbol.asyncDispose]();
    body[Symbol.dispose]();
  }

  using next = large();
  await using whole = await next.whole(directory.path);
  expect([whole.size, await readdir(directory.path)]).toEqual([15 << 20, []]);
});
