import { GenericError } from '@koji/common/errors';
import type { UntaggedBuild } from '@koji/common/types/build';
import { BUILD_STATES } from '@koji/common/types/states';
import { moment } from '../db/moment.ts';
import { queryOptions, streamWith } from '../db/query-options.ts';
import { allOf, constant, sql, when } from '../db/sql.ts';
import { findPackage } from '../packages/queries.ts';
import { orNull } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { anything, flag, idOrName, int, nullable, struct, text } from '../rpc/shapes.ts';
import { draftFilter } from './build-columns.ts';
import { buildKey, describeBuildKey, findBuildByKey, requireBuild } from './build-key.ts';
import { listBuilds as findBuilds } from './list-builds.ts';
import { listBuildLogs } from './list-logs.ts';
import { nextRelease } from './next-release.ts';
import { findAverageDuration, findBuildIdByNvr, findNewestRelease } from './queries.ts';

export const getBuild = method({
  name: 'getBuild',
  doc: 'A build by id, by name-version-release or by a struct of the three.',
  access: anyone,
  readOnly: true,
  params: [param('buildInfo', buildKey), optional('strict', flag, false)],
  async run({ db }, { buildInfo, strict }) {
    return orNull(await findBuildByKey(db, buildInfo), strict, `No such build: ${describeBuildKey(buildInfo)}`);
  },
});

export const findBuildID = method({
  name: 'findBuildID',
  doc: 'The id of a build. An id is answered as it is, whether it exists or not.',
  access: anyone,
  readOnly: true,
  params: [param('X', buildKey), optional('strict', flag, false)],
  async run({ db }, { X, strict }) {
    const id = typeof X === 'number' ? X : await findBuildIdByNvr(db, X);
    return orNull(id, strict, `No such build: ${describeBuildKey(X)}`);
  },
});

export const listBuilds = method({
  name: 'listBuilds',
  doc: 'Builds that pass every filter given. taskID -1 stands for any task; source and pattern are globs; times are seconds or text.',
  access: anyone,
  readOnly: true,
  params: [
    optional('packageID', nullable(info), null),
    optional('userID', anything, null),
    optional('taskID', nullable(int), null),
    optional('prefix', nullable(text), null),
    optional('state', nullable(int), null),
    optional('volumeID', nullable(int), null),
    optional('source', nullable(text), null),
    optional('createdBefore', moment, null),
    optional('createdAfter', moment, null),
    optional('completeBefore', moment, null),
    optional('completeAfter', moment, null),
    optional('type', nullable(text), null),
    optional('typeInfo', nullable(struct), null),
    optional('queryOpts', queryOptions, null),
    optional('pattern', nullable(text), null),
    optional('cgID', nullable(idOrName), null),
    optional('draft', nullable(flag), null),
    optional('promotedBefore', moment, null),
    optional('promotedAfter', moment, null),
    optional('promoter', anything, null),
  ],
  run: (call, a) =>
    findBuilds(
      call,
      {
        packageKey: a.packageID,
        owner: a.userID,
        promoter: a.promoter,
        taskId: a.taskID,
        prefix: a.prefix,
        pattern: a.pattern,
        state: a.state,
        volumeId: a.volumeID,
        source: a.source,
        created: { before: a.createdBefore, after: a.createdAfter },
        completed: { before: a.completeBefore, after: a.completeAfter },
        promoted: { before: a.promotedBefore, after: a.promotedAfter },
        type: a.type,
        typeInfo: a.typeInfo,
        cg: a.cgID,
        draft: a.draft,
      },
      a.queryOpts,
    ),
});

export const untaggedBuilds = method({
  name: 'untaggedBuilds',
  doc: 'Complete builds that no tag holds.',
  access: anyone,
  readOnly: true,
  params: [
    optional('name', nullable(text), null),
    optional('queryOpts', queryOptions, null),
    optional('draft', nullable(flag), null),
  ],
  run: ({ db }, { name, queryOpts, draft }) =>
    streamWith<UntaggedBuild>(
      db,
      {
        columns: { id: sql`build.id`, name: sql`package.name`, version: sql`build.version`, release: sql`build.release` },
        from: sql`from build join package on package.id = build.pkg_id`,
        where: allOf([
          sql`build.state = ${constant(BUILD_STATES.COMPLETE)}`,
          sql`not exists (select 1 from tag_listing where tag_listing.build_id = build.id and tag_listing.active = true)`,
          when(name, (n) => sql`package.name = ${n}`),
          when(draft, draftFilter(sql`build.draft`)),
        ]),
        defaultOrder: sql`build.id`,
      },
      queryOpts,
    ),
});

export const getBuildLogs = method({
  name: 'getBuildLogs',
  doc: 'The log files kept with a complete build. Those of others are their tasks’ output.',
  access: anyone,
  readOnly: true,
  params: [param('build', buildKey)],
  run: async (call, { build }) => listBuildLogs(call, await requireBuild(call.db, build)),
});

export const getNextRelease = method({
  name: 'getNextRelease',
  doc: 'A release that the next build of a name and version may have.',
  access: anyone,
  readOnly: true,
  params: [param('build_info', struct), optional('incr', int, 1)],
  async run({ db }, { build_info: { name, version }, incr }) {
    if (typeof name !== 'string' || typeof version !== 'string') throw new GenericError('did not provide name and version');
    return nextRelease(await findNewestRelease(db, { name, version }), incr);
  },
});

export const getAverageBuildDuration = method({
  name: 'getAverageBuildDuration',
  doc: 'Mean seconds that a package’s builds took, within the last `age` months or ever. Imports do not count.',
  access: anyone,
  readOnly: true,
  params: [param('package', info), optional('age', nullable(int), null)],
  async run({ db }, { package: key, age }) {
    const found = await findPackage(db, key);
    return found ? ((await findAverageDuration(db, found.id, age)) ?? null) : null;
  },
});
