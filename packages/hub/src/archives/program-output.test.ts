import { expect, test } from 'vitest';
import { programOutput } from './program-output.ts';

const refused = () => new Error('it did not end well');
async function outputOf(script: string): Promise<string> {
  const { signal } = new AbortController();
  const pieces: Buffer[] = [];
  for await (const piece of programOutput('sh', ['-c', script], { path: 'x', signal, refused })) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('a program may take its time between its last word and its end', async () => {
  expect(await outputOf('echo all; exec >&-; sleep 0.2')).toBe('all\n');
});

test('one that says all and then fails is refused all the same', async () => {
  await expect(outputOf('echo all; exec >&-; exit 1')).rejects.toThrow('it did not end well');
});

test('one whose reader has enough is ended', async () => {
  const { signal } = new AbortController();
  let pid = 0;
  for await (const piece of programOutput('sh', ['-c', 'echo $$; exec sleep 60'], { path: 'x', signal, refused })) {
    pid = Number(piece.toString());
    break;
  }
  await expect.poll(() => isRunning(pid)).toBe(false);
});
function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
