import type { CommandContext } from '../command.ts';
import { integer } from '../options/flag.ts';
import { asctime } from '../output/times.ts';

/** The flags that choose a moment of the past. */
export const momentFlags = {
  event: integer('--event', 'as it was at this event', { metavar: 'EVENT#' }),
  ts: integer('--ts', 'as it was at this time', { metavar: 'TIMESTAMP' }),
  repo: integer('--repo', 'as it was for this repository', { metavar: 'REPO#' }),
};

export interface Moment {
  readonly id: number;
  readonly ts: number;
}
export interface MomentChoice {
  readonly event: number | undefined;
  readonly ts: number | undefined;
  readonly repo: number | undefined;
}

/** The event that the flags choose; none means now. */
export async function findMoment(
  { hub }: Pick<CommandContext, 'hub'>,
  { event, ts, repo }: MomentChoice,
): Promise<Moment | undefined> {
  if (event) return (await hub.getEvent(event)) ?? undefined;
  if (ts !== undefined) return (await hub.getLastEvent({ before: ts })) ?? undefined;
  if (repo === undefined) return undefined;
  const info = await hub.repoInfo(repo);
  return info ? { id: info.create_event, ts: info.create_ts } : undefined;
}

/** `Querying at event 7 (Tue Nov 14 22:13:20 2023)`. */
export function momentLine({ id, ts }: Moment): string {
  return `Querying at event ${id} (${asctime(ts)})`;
}

/** The moment as an option of a call. */
export function atMoment(moment: Moment | undefined): { event?: number } {
  return moment === undefined ? {} : { event: moment.id };
}
