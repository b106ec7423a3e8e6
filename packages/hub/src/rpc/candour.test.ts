import { GenericError } from '@koji/common/errors';
import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';
import { faultOf } from './faults.ts';
import { MemoryWatch } from './memory-watch.ts';

test('what a client is told of an error follows KojiDebug and KojiTraceback', () => {
  const refused = new GenericError('no such tag');
  const unforeseen = Object.assign(new TypeError('x is not a function'), { table: 'tag' });
  const tell = (error: unknown, kojiDebug: boolean, kojiTraceback?: 'normal' | 'extended') =>
    faultOf(error, { kojiDebug, kojiTraceback }).faultString;
  expect(tell(refused, false, 'normal')).toBe('no such tag');
  expect(tell(refused, true)).toMatch(/no such tag\n +at .*candour\.test\.ts/);
  expect(tell(unforeseen, true)).toBe("<class 'TypeError'>: x is not a function");
  expect(tell(unforeseen, false, 'normal')).toMatch(/^TypeError: x is not a function\n +at [^{]*$/);
  expect(tell(unforeseen, false, 'extended')).toMatch(/TypeError: x is not a function\n +at [\s\S]*table: 'tag'/);
});

test('a hub with KojiDebug tells its clients where it refused a call, inside a multiCall too', async () => {
  await using hub = await startHub({ settings: { KojiDebug: 'yes' } });
  await expect(hub.anonymous.hub.getTag('nosuch', { strict: true })).rejects.toMatchObject({
    faultCode: 1000,
    message: expect.stringMatching(/nosuch[\s\S]*\n +at /),
  });
  const [fault] = (await hub.anonymous.call('multiCall', [[{ methodName: 'getTag', params: ['nosuch', true] }]])) as [object];
  expect(fault).toMatchObject({ faultCode: 1000, faultString: expect.stringMatching(/\n +at /) });
});

test('a call that makes the process larger than ever is reported once, and a short one never', () => {
  const seen: number[] = [];
  const note = ({ grownKib }: { grownKib: number }) => seen.push(grownKib);
  const [watch, patient] = [new MemoryWatch(20_000, 0), new MemoryWatch(20_000, 60_000)];
  watch.end(watch.begin(), note);
  expect(seen).toEqual([]);
  const [mark, second, short] = [watch.begin(), watch.begin(), patient.begin()];
  const ballast = Buffer.alloc(64 << 20, 1);
  for (const each of [mark, second]) watch.end(each, note);
  patient.end(short, note);
  expect(ballast.length).toBe(64 << 20);
  expect(seen).toEqual([expect.any(Number)]);
  expect(seen[0]).toBeGreaterThan(40_000);
});
