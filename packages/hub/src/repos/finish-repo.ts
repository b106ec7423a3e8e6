import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canonArch } from '@koji/common/arch';
import { GenericError, ParameterError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { rootedJoin } from '@koji/common/paths/layout';
import type { Repo } from '@koji/common/types/repo';
import { nameOf, REPO_STATES } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { moveIntoPlace } from '../tree/move-into-place.ts';
import { setRepoState } from './change-state.ts';
import { writeRepoJson } from './init-repo.ts';
import { linkIfLatest } from './latest-link.ts';
import { findRepo } from './queries.ts';

/** What a builder made of one arch. */
interface ArchFiles {
  readonly arch: string;
  /** Where the files were uploaded, relative to the work directory. */
  readonly directory: string;
  readonly files: readonly string[];
}

/** Ends the making of a repository: its metadata goes into place and it is ready for use. */
export async function finishRepo(
  call: Call,
  repoId: number,
  data: WireStruct,
  options: { readonly expire: boolean; readonly updates: WireStruct | null },
): Promise<void> {
  const repo = orFault(await findRepo(call.db, repoId), `No such repo: ${repoId}`);
  const event = { repo, data, expire: options.expire };
  await call.hooks.emit(call, 'pre', 'RepoDone', event);
  if (repo.state !== REPO_STATES.INIT)
    throw new GenericError(`Repo ${repoId} not in INIT state (got ${nameOf(REPO_STATES, repo.state)})`);
  const directory = repo.dist ? call.layout.distRepo(repoId, repo.tag_name) : call.layout.repo(repoId, repo.tag_name);
  if (options.updates && Object.keys(options.updates).length > 0) await updateRepoJson(call, directory, options.updates);
  if (!repo.dist) for (const arch of readArchFiles(data)) await moveMetadata(call, directory, arch);
  await setRepoState(call, repoId, options.expire ? REPO_STATES.EXPIRED : REPO_STATES.READY);
  if (!options.expire) await linkIfLatest(call, repo as Repo);
  await call.hooks.emit(call, 'post', 'RepoDone', event);
}

async function updateRepoJson(call: Call, directory: string, updates: WireStruct): Promise<void> {
  const text = await unlessMissing(readFile(join(directory, 'repo.json'), 'utf8'));
  if (text === undefined) throw new GenericError(`${directory} has no repo.json`);
  await writeRepoJson(call, directory, { ...(JSON.parse(text) as object), ...updates });
}

function readArchFiles(data: WireStruct): ArchFiles[] {
  return Object.entries(data).map(([arch, value]) => {
    const [directory, files] = Array.isArray(value) ? value : [];
    if (typeof directory !== 'string' || !isTextList(files))
      throw new ParameterError(`Invalid files of ${arch}: expected [uploadpath, [file, ...]]`);
    return { arch: canonArch(arch), directory, files };
  });
}
function isTextList(value: WireValue | undefined): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
async function moveMetadata(call: Call, repoDirectory: string, { arch, directory, files }: ArchFiles): Promise<void> {
  const archDirectory = rootedJoin(repoDirectory, arch);
  if (!(await unlessMissing(stat(archDirectory)))?.isDirectory())
    throw new GenericError(`Repo arch directory missing: ${archDirectory}`);
  for (const name of files) {
    const destination = name.endsWith('pkglist') ? rootedJoin(archDirectory, name) : rootedJoin(archDirectory, 'repodata', name);
    await moveIntoPlace(call, rootedJoin(call.layout.workPath(directory), name), destination, { leaveLink: false });
  }
}
