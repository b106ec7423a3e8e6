import { expect, test } from 'vitest';
import { pause, repeat } from './loop.ts';

test('a failed round is logged and the next one comes', async () => {
  const stop = new AbortController();
  const logged: object[] = [];
  let rounds = 0;
  await repeat(
    async () => {
      rounds++;
      if (rounds === 1) throw new Error('first round');
      if (rounds === 3) stop.abort();
    },
    { everyMs: 1, signal: stop.signal, log: { error: (data) => logged.push(data) } },
  );
  expect(rounds).toBe(3);
  expect(logged).toEqual([{ err: new Error('first round') }]);
});

test('what fails because of the signal is not logged', async () => {
  const stop = new AbortController();
  const logged: object[] = [];
  await repeat(
    async () => {
      stop.abort();
      throw new Error('interrupted');
    },
    { everyMs: 60_000, signal: stop.signal, log: { error: (data) => logged.push(data) } },
  );
  expect(logged).toEqual([]);
});

test('a pause ends with the signal', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 10);
  await pause(60_000, stop.signal);
  expect(stop.signal.aborted).toBe(true);
});
