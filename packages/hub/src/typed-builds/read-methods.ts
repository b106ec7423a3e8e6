import { GenericError } from '@koji/common/errors';
import type { BuildType } from '@koji/common/types/build';
import { buildKey, describeBuildKey, findBuildByKey } from '../builds/build-key.ts';
import type { Db } from '../db/database.ts';
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

/** A method that answers what is known of a build as one of a type; nil for builds that are of others. */
function aboutBuild<const N extends string, T>(
  name: N,
  doc: string,
  { kind, find }: { readonly kind: string; find(db: Db, buildId: number): Promise<T | undefined> },
) {
  return method({
    name,
    doc,
    access: anyone,
    readOnly: true,
    params: [param('buildInfo', buildKey), optional('strict', flag, false)],
    async run({ db }, { buildInfo, strict }) {
      const build = orNull(await findBuildByKey(db, buildInfo), strict, `No such build: ${describeBuildKey(buildInfo)}`);
      return build && orNull(await find(db, build.id), strict, `no such ${kind} build: ${describeBuildKey(buildInfo)}`);
    },
  });
}
export const getMavenBuild = aboutBuild('getMavenBuild', 'The Maven coordinates of a build; nil when it is no Maven build.', {
  kind: 'Maven',
  find: findMavenBuild,
});
export const getWinBuild = aboutBuild('getWinBuild', 'The Windows platform of a build; nil when it is no Windows build.', {
  kind: 'Windows',
  find: findWinBuild,
});
export const getImageBuild = aboutBuild('getImageBuild', 'The id of a build that is an image build; nil for others.', {
  kind: 'image',
  find: findImageBuild,
});
