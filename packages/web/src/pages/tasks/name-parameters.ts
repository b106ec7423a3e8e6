import type { HubReader } from '../../hub/hub-reader.ts';
import { maybe } from '../../hub/outcomes.ts';
import type { TaskParameter } from './task-parameters.ts';

/** Names of things that parameters give by their number, by what parameterKey makes of them. */
export type ParameterNames = ReadonlyMap<string, string>;

export function parameterKey({ kind, value }: Pick<TaskParameter, 'kind' | 'value'>): string {
  return `${kind} ${String(value)}`;
}

/** Looks up what tags and builds are called that a request names by number alone. */
export async function nameParameters(hub: HubReader, parameters: readonly TaskParameter[]): Promise<ParameterNames> {
  const byNumber = parameters.filter(({ kind, value }) => (kind === 'tag' || kind === 'build') && typeof value === 'number');
  if (byNumber.length === 0) return new Map();
  const answers = await hub.attempt((hub) =>
    byNumber.map(
      ({ kind, value }): Promise<{ readonly name: string; readonly nvr?: string } | null> =>
        kind === 'tag' ? hub.getTag(value as number, { event: 'auto' }) : hub.getBuild(value as number),
    ),
  );
  return new Map(
    byNumber.flatMap((parameter, i) => {
      const thing = maybe(answers[i]);
      return thing === undefined ? [] : [[parameterKey(parameter), thing.nvr ?? thing.name]];
    }),
  );
}
