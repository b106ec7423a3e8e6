import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BuildrootError } from '@koji/common/errors';
import { formatMaven, type MavenCoordinates } from '@koji/common/maven/pom';
import { unlessMissing } from '@koji/common/missing-files';
import type { WireValue } from '@koji/common/wire/values';
import { isMavenChecksum } from '../archives/maven-files.ts';
import { listMavenFiles, type MavenFile } from '../archives/queries.ts';
import { readBuildKey, requireBuild } from '../builds/build-key.ts';
import type { Db } from '../db/database.ts';
import type { Call } from '../rpc/call.ts';
import { isInt32 } from '../rpc/shapes.ts';
import { readLatestMavenArchives } from '../tagging/maven-archives.ts';

/** The files of one artifact in a local Maven repository, as a builder reports them. */
export interface MavenEntry {
  readonly coordinates: MavenCoordinates;
  readonly files: readonly { readonly path: string; readonly filename: string; readonly size: number }[];
}
export interface MavenMatch {
  readonly tagId: number;
  /** The event of the repo that the buildroot was made of. */
  readonly event: number;
  /** Files that may be there without being ours. */
  readonly ignore: readonly MavenEntry[];
  readonly ignoreUnknown: boolean;
  /** Tasks and builds whose output was used besides the tag. */
  readonly extraDeps: readonly WireValue[];
}

/** The archives behind what a builder found in its Maven repository. Throws BuildrootError for a file that nothing accounts for. */
export async function matchMavenFiles(call: Call, entries: readonly MavenEntry[], match: MavenMatch): Promise<number[]> {
  const suppliers = await indexSuppliers(call, match);
  const labels = entries.map(({ coordinates }) => formatMaven(coordinates));
  const supplied = await indexFiles(call.db, suppliers, labels);
  const ignored = indexIgnored([...match.ignore, ...(await taskOutputs(call, match.extraDeps))]);
  const archiveIds: number[] = [];
  for (const [at, { files }] of entries.entries()) {
    for (const file of files) {
      const name = `${labels[at]}/${file.filename}`;
      const archive = supplied.get(name);
      if (archive && archive.size === file.size) archiveIds.push(archive.id);
      else if (ignored.get(name) !== file.size && !match.ignoreUnknown) {
        throw new BuildrootError(`No such file in build environment: ${file.path}/${file.filename}, size: ${file.size}`);
      }
    }
  }
  return archiveIds;
}

/** Which build each artifact comes from: the tag's latest, unless a build named besides has it too. */
async function indexSuppliers(call: Call, { tagId, event, extraDeps }: MavenMatch): Promise<Map<string, number>> {
  const suppliers = new Map<string, number>();
  for await (const archive of readLatestMavenArchives(call.db, tagId, event, true)) {
    const label = formatMaven(archive);
    if (!suppliers.has(label)) suppliers.set(label, archive.build_id);
  }
  for (const dep of extraDeps.filter((each) => !isInt32(each))) {
    const build = await requireBuild(call.db, readBuildKey(dep));
    for (const file of await listMavenFiles(call.db, [build.id])) suppliers.set(formatMaven(file), build.id);
  }
  return suppliers;
}
/** The files of those artifacts by `group:artifact:version/file`, each artifact's as its supplier has them. */
async function indexFiles(
  db: Db,
  suppliers: ReadonlyMap<string, number>,
  labels: readonly string[],
): Promise<Map<string, MavenFile>> {
  const builds = new Set(labels.map((label) => suppliers.get(label)).filter((id) => id !== undefined));
  const files = await listMavenFiles(db, [...builds]);
  return new Map(
    files
      .filter((file) => suppliers.get(formatMaven(file)) === file.build_id)
      .map((file) => [`${formatMaven(file)}/${file.filename}`, file]),
  );
}

const snapshotStamp = /-\d{8}\.\d{6}-\d+/;
/** Sizes by `group:artifact:version/file`. Snapshots are called by their time where made and SNAPSHOT where used. */
function indexIgnored(entries: readonly MavenEntry[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { coordinates, files } of entries) {
    for (const { filename, size } of files) {
      sizes.set(`${formatMaven(coordinates)}/${filename}`, size);
      if (snapshotStamp.test(filename))
        sizes.set(`${formatMaven(coordinates)}/${filename.replace(snapshotStamp, '-SNAPSHOT')}`, size);
    }
  }
  return sizes;
}

/** What the named tasks have put out: files laid out as a Maven repository. */
async function taskOutputs(call: Call, extraDeps: readonly WireValue[]): Promise<MavenEntry[]> {
  const entries: MavenEntry[] = [];
  for (const taskId of extraDeps.filter(isInt32)) {
    const directory = call.layout.task(taskId);
    const names = (await unlessMissing(readdir(directory, { recursive: true }))) ?? [];
    for (const name of names.filter((each) => !each.endsWith('.log') && !isMavenChecksum(each))) {
      const coordinates = coordinatesOf(name);
      const found = await stat(join(directory, name));
      if (coordinates && found.isFile())
        entries.push({ coordinates, files: [{ path: name, filename: basename(name), size: found.size }] });
    }
  }
  return entries;
}
/** `org/group/artifact/version/file` */
function coordinatesOf(path: string): MavenCoordinates | undefined {
  const parts = path.split('/').slice(0, -1);
  const version = parts.pop();
  const artifact_id = parts.pop();
  if (version === undefined || artifact_id === undefined || parts.length === 0) return undefined;
  return { group_id: parts.join('.'), artifact_id, version };
}
