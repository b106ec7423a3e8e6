import type { Hub } from '@koji/common/client/hub-client';
import type { HubApi } from '@koji/hub/api';
import type { HubReader } from '../../hub/hub-reader.ts';
import { type ListPlace, type Paged, sliceList, sortBy } from '../../view/listing.tsx';

/** One bar of a report: how many of something belong to a thing. */
export interface Count {
  readonly id: number;
  readonly name: string;
  readonly count: number;
}
/** A page of bars, with the largest of all to measure them by. */
export interface CountReport extends Paged<Count> {
  readonly max: number;
}

/** Asks for one number per thing, all in one request, and sorts. */
export async function countEach(
  hub: HubReader,
  things: readonly { readonly id: number; readonly name: string }[],
  ask: (hub: Hub<HubApi>, id: number) => unknown,
  place: ListPlace,
): Promise<CountReport> {
  const numbers = await hub.read((hub) => things.map(({ id }) => ask(hub, id)));
  return toReport(
    things.map(({ id, name }, i) => ({ id, name, count: Number(numbers[i]) })),
    place,
  );
}

/** Counts how often each thing occurs. */
export function tally(things: Iterable<{ readonly id: number; readonly name: string }>, place: ListPlace): CountReport {
  const counts = new Map<number, { id: number; name: string; count: number }>();
  for (const { id, name } of things) {
    const known = counts.get(id);
    if (known) known.count++;
    else counts.set(id, { id, name, count: 1 });
  }
  return toReport([...counts.values()], place);
}

function toReport(counts: readonly Count[], place: ListPlace): CountReport {
  const shown = counts.filter(({ count }) => count > 0);
  const sorted = sortBy(shown, place.order, (row, column) => (column === 'name' ? row.name : row.count));
  return { max: Math.max(0, ...shown.map(({ count }) => count)), ...sliceList(sorted, place) };
}
