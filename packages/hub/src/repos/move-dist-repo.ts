import { constants, copyFile, link, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { canonArch } from '@koji/common/arch';
import { GenericError } from '@koji/common/errors';
import { isErrno, unlessMissing } from '@koji/common/missing-files';
import { rootedJoin } from '@koji/common/paths/layout';
import { pathComponent } from '@koji/common/paths/rooted-join';
import type { Build } from '@koji/common/types/build';
import type { Rpm } from '@koji/common/types/rpm';
import { nameOf, REPO_STATES } from '@koji/common/types/states';
import { listBuildsById } from '../builds/queries.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { isInt32 } from '../rpc/shapes.ts';
import { listRpmsById } from '../rpms/queries.ts';
import { makeDirectory, syncDirectory } from '../tree/durable.ts';
import { moveIntoPlace } from '../tree/move-into-place.ts';
import { assertNoLinks } from '../tree/no-links.ts';
import { findRepo } from './queries.ts';

type Entry = Readonly<Record<string, unknown>>;
interface Member {
  readonly filename: string;
  readonly rpm: Rpm;
  readonly sigkey: string;
}

/**
 * Puts one arch of a dist repository into place: the uploaded metadata, and the rpms beside it as links to where they
 * are kept. Which rpms, the builder says; where they are and that they are the same, the database does.
 */
export async function moveDistRepo(call: Call, repoId: number, uploadPath: string, arch: string): Promise<void> {
  const repo = orFault(await findRepo(call.db, repoId), `No such repo: ${repoId}`);
  const directory = rootedJoin(call.layout.distRepo(repoId, repo.tag_name), canonArch(arch));
  if (!repo.dist || !(await unlessMissing(stat(directory)))?.isDirectory())
    throw new GenericError(`Repo arch directory missing: ${directory}`);
  if (repo.state !== REPO_STATES.INIT) throw new GenericError(`Repo is in state: ${nameOf(REPO_STATES, repo.state)}`);
  const upload = call.layout.workPath(uploadPath);
  await assertNoLinks(call.layout.work(), join(upload, 'repo_manifest'));
  const files = await readJson(upload, 'repo_manifest');
  if (!Array.isArray(files) || !files.every((file) => typeof file === 'string'))
    throw new GenericError('the repo manifest is not a list of files');
  const members = await readMembers(call, await readJson(upload, 'kojipkgs'));
  for (const file of files)
    await moveIntoPlace(call, rootedJoin(upload, file), rootedJoin(directory, file), { leaveLink: false });
  await linkMembers(call, members, join(directory, 'Packages'));
}

async function readJson(upload: string, name: string): Promise<unknown> {
  const text = await unlessMissing(readFile(join(upload, name), 'utf8'));
  if (text === undefined) throw new GenericError(`Missing ${name} file`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GenericError(`${name} is not JSON`, { cause });
  }
}

const checked = [
  'name',
  'version',
  'release',
  'arch',
  'epoch',
  'size',
  'payloadhash',
  'build_id',
] as const satisfies readonly (keyof Rpm)[];

async function readMembers(call: Call, listed: unknown): Promise<Member[]> {
  if (typeof listed !== 'object' || listed === null || Array.isArray(listed))
    throw new GenericError('kojipkgs is not a map of packages');
  const entries = Object.entries(listed as Readonly<Record<string, Entry>>);
  const ids = entries.map(([, { id }]) => id).filter(isInt32);
  const rpms = new Map((await listRpmsById(call.db, ids)).map((rpm) => [rpm.id, rpm]));
  return entries.map(([filename, entry]) => readMember(filename, entry, rpms));
}
function readMember(filename: string, entry: Entry, rpms: ReadonlyMap<number, Rpm>): Member {
  const { id, sigkey } = entry;
  if (!isInt32(id) || (sigkey !== null && sigkey !== undefined && typeof sigkey !== 'string'))
    throw new GenericError(`kojipkgs entry makes no sense: ${filename}`);
  const rpm = orFault(rpms.get(id), `No such rpm: ${id}`);
  const differing = checked.find((key) => entry[key] === undefined || entry[key] !== rpm[key]);
  if (differing !== undefined) throw new GenericError(`kojipkgs entry does not match db: file ${filename}, key ${differing}`);
  return { filename: pathComponent(filename, 'package file name'), rpm, sigkey: sigkey ?? '' };
}

async function linkMembers(call: Call, members: readonly Member[], packages: string): Promise<void> {
  const builds = new Map(
    (await listBuildsById(call.db, [...new Set(members.map(({ rpm }) => rpm.build_id ?? -1))])).map((build) => [
      build.build_id,
      build,
    ]),
  );
  const directories = new Set<string>();
  for (const member of members) {
    const build = orFault(builds.get(member.rpm.build_id ?? -1), `No such build: ${member.rpm.build_id}`);
    const directory = join(packages, pathComponent((member.filename[0] ?? '').toLowerCase(), 'package file name'));
    if (!directories.has(directory)) await makeDirectory(call.db, directory);
    directories.add(directory);
    await linkMember(call, placeOf(call, build, member), join(directory, member.filename));
  }
  for (const directory of directories) await syncDirectory(directory);
}
function placeOf(call: Call, build: Build, { rpm, sigkey }: Member): string {
  return sigkey === '' ? call.layout.rpm(build, rpm) : call.layout.signedRpm(build, rpm, sigkey);
}
async function linkMember(call: Call, source: string, destination: string): Promise<void> {
  try {
    await linkOrCopy(source, destination);
  } catch (cause) {
    if (isErrno(cause, 'EEXIST')) throw new GenericError(`File already in repo: ${destination}`, { cause });
    throw cause;
  }
  call.db.onRollback(() => rm(destination, { force: true }));
}
async function linkOrCopy(source: string, destination: string): Promise<void> {
  try {
    await link(source, destination);
  } catch (error) {
    // Another volume.
    if (!isErrno(error, 'EXDEV')) throw error;
    await copyFile(source, destination, constants.COPYFILE_EXCL);
  }
}
