import { ParameterError } from '@koji/common/errors';
import { BR_STATES } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { sql } from '../db/sql.ts';
import { orFault } from '../rpc/answers.ts';
import { builder, method, optional, param } from '../rpc/method.ts';
import { flag, int, isStruct, isWhole, list, nullable } from '../rpc/shapes.ts';
import { assertEnabled } from '../typed-builds/enabled.ts';
import { assertState, holdBuildroot } from './hold-buildroot.ts';
import { type MavenEntry, matchMavenFiles } from './match-maven.ts';
import { insertBuildrootArchives } from './queries.ts';

export const updateMavenBuildRootList = method({
  name: 'host.updateMavenBuildRootList',
  doc: 'Record which of our archives a builder’s Maven repository holds. A file that neither the tag, the ignored nor the extra dependencies account for is an error.',
  access: builder,
  params: [
    param('brootid', int),
    param('task_id', int),
    param('mavenlist', list),
    optional('ignore', nullable(list), null),
    optional('project', flag, false),
    optional('ignore_unknown', flag, false),
    optional('extra_deps', nullable(list), null),
  ],
  async run(call, { brootid, task_id, mavenlist, ignore, project, ignore_unknown, extra_deps }) {
    assertEnabled(call, 'maven');
    const buildroot = await holdBuildroot(call, brootid, task_id);
    const repo = await call.db.row<{ tag_id: number; create_event: number }>(
      sql`select tag_id, create_event from repo where id = ${buildroot.repo_id}`,
    );
    const { tag_id, create_event } = orFault(repo, `No such repo: ${buildroot.repo_id}`);
    const archiveIds = await matchMavenFiles(call, mavenlist.map(readEntry), {
      tagId: tag_id,
      event: create_event,
      ignore: (ignore ?? []).map(readEntry),
      ignoreUnknown: ignore_unknown,
      extraDeps: extra_deps ?? [],
    });
    assertState(buildroot, BR_STATES.BUILDING);
    await insertBuildrootArchives(call.db, brootid, archiveIds, project);
    return null;
  },
});

function readEntry(given: WireValue): MavenEntry {
  const entry = struct(given);
  const info = struct(entry.maven_info);
  const files = entry.files;
  if (!Array.isArray(files)) throw new ParameterError('files must be a list');
  return {
    coordinates: { group_id: text(info, 'group_id'), artifact_id: text(info, 'artifact_id'), version: text(info, 'version') },
    files: files.map((file) => readFile(struct(file))),
  };
}
function readFile(file: WireStruct): MavenEntry['files'][number] {
  const { size, path } = file;
  if (typeof size !== 'number' || !isWhole(size)) throw new ParameterError('size must be an integer');
  return { path: typeof path === 'string' ? path : '', filename: text(file, 'filename'), size };
}
function struct(value: WireValue | undefined): WireStruct {
  if (!isStruct(value)) throw new ParameterError('Maven lists must hold structs');
  return value;
}
function text(from: WireStruct, field: string): string {
  const value = from[field];
  if (typeof value !== 'string') throw new ParameterError(`${field} must be a string`);
  return value;
}
