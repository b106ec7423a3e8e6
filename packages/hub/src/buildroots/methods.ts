import type { Buildroot } from '@koji/common/types/buildroot';
import { listWith, queryOptions } from '../db/query-options.ts';
import { orNull } from '../rpc/answers.ts';
import { anyone, method, optional, param } from '../rpc/method.ts';
import { either, flag, int, intOrDigits, listOf, nullable } from '../rpc/shapes.ts';
import { assertBuildrootsExist, buildrootQuery, findBuildroot, listBuildrootRpms } from './queries.ts';

const intOrInts = nullable(either(int, listOf(int)));
function asList(value: number | number[] | null): number[] | null {
  return typeof value === 'number' ? [value] : value;
}

export const getBuildroot = method({
  name: 'getBuildroot',
  doc: 'A buildroot by id.',
  access: anyone,
  readOnly: true,
  params: [param('buildrootID', int), optional('strict', flag, false)],
  async run({ db }, { buildrootID, strict }) {
    return orNull(await findBuildroot(db, buildrootID), strict, `No such buildroot: ${buildrootID}`);
  },
});

export const listBuildroots = method({
  name: 'listBuildroots',
  doc: 'Buildroots by host, tag, state (or several), task, repo, or by an rpm or archive that was used in them.',
  access: anyone,
  readOnly: true,
  params: [
    optional('hostID', nullable(int), null),
    optional('tagID', nullable(int), null),
    optional('state', intOrInts, null),
    optional('rpmID', nullable(int), null),
    optional('archiveID', nullable(int), null),
    optional('taskID', nullable(int), null),
    optional('buildrootID', intOrInts, null),
    // Compatibility: Koji's own web pages send what their address says, as text.
    optional('repoID', nullable(intOrDigits), null),
    optional('queryOpts', queryOptions, null),
  ],
  run: ({ db }, a) =>
    listWith<Buildroot>(
      db,
      buildrootQuery({
        ids: asList(a.buildrootID),
        hostId: a.hostID,
        tagId: a.tagID,
        states: asList(a.state),
        rpmId: a.rpmID,
        archiveId: a.archiveID,
        taskId: a.taskID,
        repoId: a.repoID || null,
      }),
      a.queryOpts,
    ),
});

export const getBuildrootListing = method({
  name: 'getBuildrootListing',
  doc: 'The rpms in a buildroot.',
  access: anyone,
  readOnly: true,
  params: [param('id', int)],
  async run({ db }, { id }) {
    await assertBuildrootsExist(db, [id]);
    return listBuildrootRpms(db, id);
  },
});
