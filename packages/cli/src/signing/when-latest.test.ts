import { describe, expect, test } from 'vitest';
import { type Tagging, whenLatest } from './when-latest.ts';

/** A tagging of build `id` from one event to another; times are ten times the events. */
function tagged(id: number, from: number, to?: number): Tagging {
  return {
    build_id: id,
    create_event: from,
    create_ts: from * 10,
    revoke_event: to ?? null,
    revoke_ts: to === undefined ? null : to * 10,
    active: to === undefined ? true : null,
  };
}

describe('a build was the latest in a tag', () => {
  test.each<[string, Tagging[], number | undefined]>([
    ['and still is, when nothing came after it', [tagged(2, 1), tagged(1, 5)], undefined],
    ['until another was tagged', [tagged(1, 5), tagged(2, 7)], 70],
    ['until it was untagged', [tagged(1, 5, 9)], 90],
    ['until it was replaced, though untagged later', [tagged(1, 5, 9), tagged(2, 7)], 70],
    ['until it was untagged, though others came and went before', [tagged(1, 5, 9), tagged(2, 6, 8)], 90],
    ['and is again, when all that came after it are gone', [tagged(1, 5), tagged(2, 6, 8), tagged(3, 7, 9)], undefined],
    ['since it was tagged anew', [tagged(1, 1, 2), tagged(2, 3), tagged(1, 5)], undefined],
  ])('%s', (_title, history, until) => {
    expect(whenLatest(history, 1).latestUntil).toBe(until);
  });

  test('and the end of its tagging is told', () => {
    expect(whenLatest([tagged(1, 5, 9), tagged(2, 7)], 1).taggedUntil).toBe(90);
    expect(whenLatest([tagged(1, 5)], 1).taggedUntil).toBeUndefined();
  });

  test('which a build that was never there cannot be', () => {
    expect(() => whenLatest([tagged(2, 1)], 1)).toThrow('never in the tag');
  });
});
