import { GenericError } from '@koji/common/errors';
import type { BuildType } from '@koji/common/types/build';
import { buildKey, describeBuildKey, findBuildByKey } from '../builds/build-key.ts';
import { listWith, queryOptions } from '../db/query-options.ts';
import { allOf, sql, when } from '../db/sql.ts';
import { orNull } from '../rpc/answers.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { flag, isInt32, nullable, struct } from '../rpc/shapes.ts';
import { findImageBuild, findMavenBuild, findWinBuild } from './queries.ts';
import { readBuildTypes } from './read-types.ts';

export const getBuildType = method({
  name: 'getBuildType',
  doc: 'The types of a build with what is known of each; nil where that is nothing.',
  access: anyone,
  readOnly: true,
  params: [param('buildInfo', buildKey), optional('strict', flag, false)],
  async run({ db }, { buildInfo, strict }) {
    const build = orNull(await findBuildByKey(db, buildInfo), strict, `No such build: ${describeBuildKey(buildInfo)}`);
    return build && readBuildTypes(db, build);
  },
});

export const listBTypes = method({
  name: 'listBTypes',
  doc: 'Build types, or those of a name or id in the query struct.',
  access: anyone,
  readOnly: true,
  params: [optional('query', nullable(struct), null), optional('queryOpts', queryOptions, null)],
  run({ db }, { query, queryOpts }) {
    const { name, id } = query ?? {};
    if (name !== undefined && typeof name !== 'string') throw new GenericError('Invalid btype name');
    if (id !== undefined && !isInt32(id)) throw new GenericError('Invalid btype id');
    return listWith<BuildType>(
      db,
      {
        columns: { id: sql`btype.id`, name: sql`btype.name` },
        from: sql`from btype`,
        where: allOf([when(name, (n) => sql`btype.name = ${n}`), when(id, (i) => sql`btype.id = ${i}`)]),
        defaultOrder: sql`btype.id`,
      },
      queryOpts,
    );
  },
});

export const getMavenBuild = method({
  name: 'getMavenBuild',
  doc: 'The Maven coordinates of a build; nil when it is no Maven build.',
  access: anyone,
  readOnly: true,
  params: [param('buildInfo', buildKey), optional('strict', flag, false)],
  async run({ db }, { buildInfo, strict }) {
    const build = orNull(await findBuildByKey(db, buildInfo), strict, `No such build: ${describeBuildKey(buildInfo)}`);
    return build && orNull(await findMavenBuild(db, build.id), strict, `no such Maven build: ${describeBuildKey(buildInfo)}`);
  },
});
export const getWinBuild = method({
  name: 'getWinBuild',
  doc: 'The Windows platform of a build; nil when it is no Windows build.',
  access: anyone,
  readOnly: true,
  params: [param('buildInfo', buildKey), optional('strict', flag, false)],
  async run({ db }, { buildInfo, strict }) {
    const build = orNull(await findBuildByKey(db, buildInfo), strict, `No such build: ${describeBuildKey(buildInfo)}`);
    return build && orNull(await findWinBuild(db, build.id), strict, `no such Windows build: ${describeBuildKey(buildInfo)}`);
  },
});
export const getImageBuild = method({
  name: 'getImageBuild',
  doc: 'The id of a build that is an image build; nil for others.',
  access: anyone,
  readOnly: true,
  params: [param('buildInfo', buildKey), optional('strict', flag, false)],
  async run({ db }, { buildInfo, strict }) {
    const build = orNull(await findBuildByKey(db, buildInfo), strict, `No such build: ${describeBuildKey(buildInfo)}`);
    return build && orNull(await findImageBuild(db, build.id), strict, `no such image build: ${describeBuildKey(buildInfo)}`);
  },
});
