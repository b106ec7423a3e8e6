import { expect, test } from 'vitest';
import { Alerts } from './alerts.ts';

const never = new AbortController().signal;

test('an alert ends the waiting', async () => {
  const alerts = new Alerts();
  const waiting = alerts.next(60_000, never);
  alerts.raise();
  await waiting;
});

test('an alert that comes before the waiting is not lost, and counts once', async () => {
  const alerts = new Alerts();
  alerts.raise();
  await alerts.next(60_000, never);
  const startedAt = performance.now();
  await alerts.next(50, never);
  expect(performance.now() - startedAt).toBeGreaterThan(40);
});

test('a signal ends the waiting with an error', async () => {
  const stop = new AbortController();
  const waiting = new Alerts().next(60_000, stop.signal);
  stop.abort(new Error('told to stop'));
  await expect(waiting).rejects.toThrow('told to stop');
});
