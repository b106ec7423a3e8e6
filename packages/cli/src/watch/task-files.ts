import type { CommandContext } from '../command.ts';

export interface TaskFile {
  readonly name: string;
  readonly volume: string;
}

/** A task's output files, on all volumes. */
export async function taskFiles({ hub }: Pick<CommandContext, 'hub'>, taskId: number): Promise<readonly TaskFile[]> {
  const volumesByName = (await hub.listTaskOutput(taskId, { all_volumes: true })) as {
    readonly [name: string]: readonly string[];
  };
  return Object.entries(volumesByName).flatMap(([name, volumes]) => volumes.map((volume) => ({ name, volume })));
}
