import { GenericError } from '@koji/common/errors';
import type { WireStruct } from '@koji/common/wire/values';
import { RepoWatcher, type RepoWish } from '../../repo/repo-watcher.ts';
import { defineTask, type TaskContext } from '../task.ts';

/** Waits for a repository of a tag and answers it. */
export const waitrepo = defineTask({
  method: 'waitrepo',
  async run(context, { tag, newer_than: newerThan, nvrs, min_event: minEvent }) {
    if (newerThan !== null && minEvent !== null) throw new GenericError('newer_than and min_event args conflict');
    const name = typeof tag === 'object' ? ((tag.id ?? tag.name) as number | string) : tag;
    const wish: RepoWish = {
      tag: name,
      nvrs: nvrs ?? [],
      minEvent: newerThan === null ? readMinEvent(minEvent) : await eventAfter(context, name, newerThan),
    };
    const watcher = await RepoWatcher.open(context, wish);
    return (await watcher.wait()) as WireStruct;
  },
});

function readMinEvent(minEvent: number | string | null): number | 'last' | undefined {
  if (minEvent === null || minEvent === 'last') return minEvent ?? undefined;
  const event = Number(minEvent);
  if (!Number.isInteger(event)) throw new GenericError(`Invalid value for min_event: ${minEvent}`);
  return event;
}

/** Compatibility: older callers name a moment; what counts is the tag's first change after it, or else its last one. */
async function eventAfter({ hub }: TaskContext, tag: number | string, moment: unknown): Promise<number | 'last'> {
  if (typeof moment === 'string' && moment.toLowerCase() === 'now') return 'last';
  const seconds = typeof moment === 'string' ? Number.NaN : Number(moment);
  if (Number.isNaN(seconds)) throw new GenericError(`Invalid value for newer_than: ${String(moment)}`);
  const base = await hub.getLastEvent({ before: seconds, strict: false });
  return (await hub.tagFirstChangeEvent(tag, { after: base?.id ?? null })) ?? 'last';
}
