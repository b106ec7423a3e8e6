import type { CommandContext } from '../command.ts';

export interface TaskFile {
  readonly name: string;
  readonly volume: string;
}

/** The output files of tasks, on all volumes, one list a task. */
export async function taskFiles(
  { session }: Pick<CommandContext, 'session'>,
  taskIds: readonly number[],
): Promise<readonly (readonly TaskFile[])[]> {
  const answers = await session.batch((hub) => taskIds.map((id) => hub.listTaskOutput(id, { all_volumes: true })));
  return (answers as readonly VolumesByName[]).map(filesOf);
}

/** How the hub answers: on which volumes there is a file of a name. */
export type VolumesByName = { readonly [name: string]: readonly string[] };

export function filesOf(volumesByName: VolumesByName): TaskFile[] {
  return Object.entries(volumesByName).flatMap(([name, volumes]) => volumes.map((volume) => ({ name, volume })));
}
