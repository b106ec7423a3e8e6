import { GenericError } from '@koji/common/errors';
import { type FieldValue, fieldNames, readField } from '@koji/common/rpm/fields';
import type { RpmFile as OpenRpm } from '@koji/common/rpm/header';
import { formatNvr } from '@koji/common/rpm/nvr';
import type { ChangelogEntry, ListedRpm, RpmDependency, RpmFile } from '@koji/common/types/rpm';
import type { WireStruct } from '@koji/common/wire/values';
import { draftFilter } from '../builds/build-columns.ts';
import { type BuildKey, buildKey, describeBuildKey, findBuildByKey, readBuildKey } from '../builds/build-key.ts';
import { findBuildIdByNvr } from '../builds/queries.ts';
import { applyQueryOptions } from '../db/apply-query-options.ts';
import { extraDocument } from '../db/documents.ts';
import { moment } from '../db/moment.ts';
import { queryOptions, streamWith } from '../db/query-options.ts';
import { allOf, type Sql, sql, when } from '../db/sql.ts';
import { nextTurn } from '../db/turns.ts';
import { orFault, orNull } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { anything, either, flag, int, isTruthy, listOf, nullable, text } from '../rpc/shapes.ts';
import { readChangelog } from './changelog.ts';
import { readDependencies } from './dependencies.ts';
import { readFiles } from './files.ts';
import { openKnownRpm, openRpm, openTaskRpm } from './open-rpm.ts';
import { printable } from './printable.ts';
import { listedRpmColumns, listRpmsOfBuild, rpmSource } from './queries.ts';
import { describeRpmKey, findRpmByKey, listRpmsOfKey, readRpmKey, rpmKey } from './rpm-key.ts';
import { utcSeconds } from './utc-seconds.ts';

export const getRPM = method({
  name: 'getRPM',
  doc: 'An rpm by id, by NVRA (`@repository` for one from outside) or by a struct. With multi a list of all that fit.',
  access: anyone,
  readOnly: true,
  params: [param('rpminfo', rpmKey), optional('strict', flag, false), optional('multi', flag, false)],
  async run({ db }, { rpminfo, strict, multi }) {
    if (multi) return listRpmsOfKey(db, rpminfo);
    return orNull(await findRpmByKey(db, rpminfo), strict, `No such rpm: ${describeRpmKey(rpminfo)}`);
  },
});

export const listRPMs = method({
  name: 'listRPMs',
  doc: 'Rpms of a build, from a buildroot or host, in an image or in a buildroot that used them, of some arches.',
  access: anyone,
  readOnly: true,
  params: [
    optional('buildID', nullable(int), null),
    optional('buildrootID', nullable(int), null),
    optional('imageID', nullable(int), null),
    optional('componentBuildrootID', nullable(int), null),
    optional('hostID', nullable(int), null),
    optional('arches', nullable(either(text, listOf(text))), null),
    optional('queryOpts', queryOptions, null),
    optional('draft', nullable(flag), null),
  ],
  run: ({ db }, a) =>
    streamWith<ListedRpm>(
      db,
      {
        columns: {
          ...listedRpmColumns,
          ...(a.componentBuildrootID === null
            ? {}
            : { component_buildroot_id: sql`buildroot_listing.buildroot_id`, is_update: sql`buildroot_listing.is_update` }),
        },
        from: sql`${rpmSource}${componentJoin(a.componentBuildrootID)}`,
        where: allOf([
          when(a.buildID, (id) => sql`rpminfo.build_id = ${id}`),
          when(a.buildrootID, (id) => sql`rpminfo.buildroot_id = ${id}`),
          when(a.componentBuildrootID, (id) => sql`buildroot_listing.buildroot_id = ${id}`),
          when(a.imageID, (id) => sql`rpminfo.id in (select rpm_id from archive_rpm_components where archive_id = ${id})`),
          when(
            a.hostID,
            (id) => sql`rpminfo.buildroot_id in (select buildroot_id from standard_buildroot where host_id = ${id})`,
          ),
          when(a.arches, (arches) => sql`rpminfo.arch = any(${typeof arches === 'string' ? [arches] : arches}::text[])`),
          when(a.draft, draftFilter(sql`rpminfo.draft`)),
        ]),
        defaultOrder: sql`rpminfo.id`,
        documents: extraDocument,
      },
      a.queryOpts,
    ),
});
function componentJoin(buildrootId: number | null): Sql {
  return buildrootId === null ? sql`` : sql` join buildroot_listing on buildroot_listing.rpm_id = rpminfo.id`;
}

export const listBuildRPMs = method({
  name: 'listBuildRPMs',
  doc: 'The rpms of one build.',
  access: anyone,
  readOnly: true,
  params: [param('build', buildKey)],
  async run({ db }, { build }): Promise<ListedRpm[]> {
    const id = typeof build === 'number' ? build : await findBuildIdByNvr(db, build);
    const rpms = await listRpmsOfBuild(db, orFault(id, `No such build: ${describeBuildKey(build)}`));
    return rpms.map((rpm) => ({ ...rpm, nvr: formatNvr(rpm) }));
  },
});

export const getRPMDeps = method({
  name: 'getRPMDeps',
  doc: 'What an rpm requires, provides, conflicts with and so on, or one kind of that by its number.',
  access: anyone,
  readOnly: true,
  params: [
    param('rpmID', rpmKey),
    optional('depType', nullable(int), null),
    optional('queryOpts', queryOptions, null),
    optional('strict', flag, false),
  ],
  async run(call, { rpmID, depType, queryOpts, strict }) {
    const rpm = await openRpm(call, rpmID, strict);
    return applyQueryOptions<RpmDependency>(rpm ? readDependencies(rpm, depType) : [], queryOpts, [
      'name',
      'version',
      'flags',
      'type',
    ]);
  },
});

export const listRPMFiles = method({
  name: 'listRPMFiles',
  doc: 'The files in an rpm.',
  access: anyone,
  readOnly: true,
  params: [param('rpmID', rpmKey), optional('queryOpts', queryOptions, null)],
  async run(call, { rpmID, queryOpts }) {
    const rpm = await openRpm(call, rpmID, false);
    return applyQueryOptions<RpmFile>(rpm ? await readFiles(rpm) : [], queryOpts, [
      'name',
      'digest',
      'size',
      'flags',
      'digest_algo',
      'user',
      'group',
      'mtime',
      'mode',
    ]);
  },
});

export const getRPMFile = method({
  name: 'getRPMFile',
  doc: 'One file of an rpm; an empty struct when it has none of that name.',
  access: anyone,
  readOnly: true,
  params: [param('rpmID', rpmKey), param('filename', text), optional('strict', flag, false)],
  async run(call, { rpmID, filename, strict }): Promise<(RpmFile & { rpm_id: number }) | WireStruct> {
    const rpm = orNull(await findRpmByKey(call.db, rpmID), strict, `No such rpm: ${describeRpmKey(rpmID)}`);
    const opened = rpm && (await openKnownRpm(call, rpm, strict));
    const file = opened && (await readFiles(opened)).find(({ name }) => name === filename);
    if (rpm && file) return { rpm_id: rpm.id, ...file };
    if (strict) throw new GenericError(`No file: ${filename} found in RPM: ${describeRpmKey(rpmID)}`);
    return {};
  },
});

export const getRPMHeaders = method({
  name: 'getRPMHeaders',
  doc: 'Header fields, all or those named, of an rpm or of a file among a task’s output.',
  access: anyone,
  readOnly: true,
  params: [
    optional('rpmID', anything, null),
    optional('taskID', nullable(int), null),
    optional('filepath', nullable(text), null),
    optional('headers', nullable(listOf(text)), null),
    optional('strict', flag, false),
  ],
  async run(call, { rpmID, taskID, filepath, headers, strict }): Promise<WireStruct> {
    let rpm: OpenRpm | undefined;
    if (isTruthy(rpmID)) rpm = await openRpm(call, readRpmKey(rpmID), strict);
    else if (taskID) rpm = await openTaskRpm(call, taskID, filepath, strict);
    else throw new GenericError('either rpmID or taskID and filepath must be specified');
    if (!rpm) return {};
    const fields: [name: string, value: WireStruct[string]][] = [];
    for (const name of headers ?? fieldNames(rpm)) {
      const value = readField(rpm, name);
      fields.push([name, wireValue(value)]);
      if (Array.isArray(value) && value.length > longList) await nextTurn();
    }
    return Object.fromEntries(fields);
  },
});
/** Others get their turn behind a longer one. */
const longList = 1000;
function wireValue(value: FieldValue): WireStruct[string] {
  if (typeof value === 'string') return printable(value);
  return Array.isArray(value) ? value.map((item) => (typeof item === 'string' ? printable(item) : item)) : value;
}

export const getChangelogEntries = method({
  name: 'getChangelogEntries',
  doc: 'The changelog of a build’s source rpm, or of an rpm among a task’s output; by author, before or after a time in UTC.',
  access: anyone,
  readOnly: true,
  params: [
    optional('buildID', anything, null),
    optional('taskID', nullable(int), null),
    optional('filepath', nullable(text), null),
    optional('author', nullable(text), null),
    optional('before', moment, null),
    optional('after', moment, null),
    optional('queryOpts', queryOptions, null),
    optional('strict', flag, false),
  ],
  async run(call, { buildID, taskID, filepath, author, before, after, queryOpts, strict }) {
    let rpm: OpenRpm | undefined;
    if (isTruthy(buildID)) rpm = await openSourceRpm(call, readBuildKey(buildID), strict);
    else if (taskID) rpm = await openTaskRpm(call, taskID, filepath, strict);
    else throw new GenericError('either buildID or taskID and filepath must be specified');
    const [first, last] = [utcSeconds(after), utcSeconds(before)];
    const entries = (rpm ? readChangelog(rpm) : []).filter(
      (entry) =>
        (!author || entry.author === author) &&
        (last === null || entry.date_ts < last) &&
        (first === null || entry.date_ts > first),
    );
    // By their text, dates of the past century would sort behind those of this one.
    const order = queryOpts?.order.map((term) => (term.column === 'date' ? { ...term, column: 'date_ts' } : term));
    return applyQueryOptions<ChangelogEntry>(entries, queryOpts && order ? { ...queryOpts, order } : queryOpts, [
      'date',
      'author',
      'text',
    ]);
  },
});
async function openSourceRpm(call: Call, key: BuildKey, strict: boolean): Promise<OpenRpm | undefined> {
  const build = await findBuildByKey(call.db, key);
  const source = build && (await listRpmsOfBuild(call.db, build.id)).find((rpm) => rpm.arch === 'src');
  if (source) return openKnownRpm(call, source, strict);
  if (!strict) return undefined;
  throw new GenericError(build ? `Build ${build.nvr} doesn't have srpms` : `No such build: ${describeBuildKey(key)}`);
}
