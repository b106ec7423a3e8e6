import { GenericError } from '@koji/common/errors';
import { compareBy } from '../listing/sort-by.ts';

/** A row of a tag's history: a build was tagged at one event and perhaps untagged at another. */
export interface Tagging {
  readonly build_id: number;
  readonly create_event: number;
  readonly create_ts: number;
  readonly revoke_event: number | null;
  readonly revoke_ts: number | null;
  readonly active: boolean | null;
}

export interface TagPast {
  /** Until when the build was the latest of its package in the tag; undefined if it still is. */
  readonly latestUntil: number | undefined;
  /** Until when the build was in the tag; undefined if it still is. */
  readonly taggedUntil: number | undefined;
}

/** How long a build counted in a tag, from the tag's history of the build's package. Throws GenericError if it never was there. */
export function whenLatest(history: readonly Tagging[], buildId: number): TagPast {
  const timeline = history
    .flatMap((row) => [
      { event: row.create_event, isStart: true, row },
      ...(row.revoke_event === null ? [] : [{ event: row.revoke_event, isStart: false, row }]),
    ])
    // At one event, what ends ends first.
    .sort(compareBy(({ event, isStart }) => [event, isStart ? 1 : 0]));
  const start = timeline.findLastIndex(({ isStart, row }) => isStart && row.build_id === buildId);
  const own = timeline[start]?.row;
  if (!own) throw new GenericError(`build ${buildId} was never in the tag`);
  const taggedUntil = own.revoke_ts ?? undefined;
  let replacedAt: number | undefined;
  const replacing = new Set<number>();
  for (const { isStart, row } of timeline.slice(start + 1)) {
    if (row.build_id === buildId) return { taggedUntil, latestUntil: earlier(taggedUntil, replacedAt) };
    if (isStart) {
      replacedAt = row.create_ts;
      if (row.active) break;
      replacing.add(row.build_id);
    } else {
      replacing.delete(row.build_id);
      // All that came after it are gone: it is the latest again.
      if (replacing.size === 0) replacedAt = undefined;
    }
  }
  return { taggedUntil, latestUntil: replacedAt };
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}
