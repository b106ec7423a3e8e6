import { withKeywords } from '../../packages/common/dist/wire/keywords.js';

/** Inherits 19,550 latest builds through five levels. */
const bigTag = 'f40-build';
const builds = 300_000;
const packages = 20_000;
const tasks = 1_000_000;
const release = 10;

/** Far apart, the same in each run. */
const spread = (n, count) => 1 + ((n * 7919) % count);

/**
 * What is measured, in the order in which it is. `request` makes the n-th call of a client: [method, params]; `as` is who
 * calls; `names` is a query for what the calls need to know of the data set. A big one is not warmed up.
 */
export const calls = [
  { name: 'getAPIVersion()', request: () => ['getAPIVersion', []] },
  { name: 'getBuild(id)', request: (n) => ['getBuild', [spread(n, builds)]] },
  {
    name: 'getBuild(nvr)',
    names:
      "select p.name || '-' || b.version || '-' || b.release as name from build b join package p on p.id = b.pkg_id where b.id % 599 = 1",
    request: (n, names) => ['getBuild', [names[n % names.length]]],
  },
  { name: 'getBuild(id) logged in', as: 'user', request: (n) => ['getBuild', [spread(n, builds)]] },
  { name: 'getTaskInfo(id)', request: (n) => ['getTaskInfo', [spread(n, tasks)]] },
  { name: 'getTaskInfo(id,request)', request: (n) => ['getTaskInfo', [spread(n, tasks), true]] },
  { name: 'getPackage(name)/getTag', request: () => ['getTag', [bigTag]] },
  {
    name: 'listBuilds(pkg,limit50,-build_id)',
    request: (n) => [
      'listBuilds',
      withKeywords([], { packageID: spread(n, packages), queryOpts: { limit: 50, order: '-build_id' } }),
    ],
  },
  {
    name: 'listBuilds(all,limit50,-build_id)',
    request: () => ['listBuilds', withKeywords([], { queryOpts: { limit: 50, order: '-build_id' } })],
  },
  { name: 'listBuildRPMs(id)', request: (n) => ['listBuildRPMs', [spread(n, builds)]] },
  { name: 'search(foo*,package,glob)', request: () => ['search', ['foo*', 'package', 'glob']] },
  {
    name: 'listTasks(open,limit50)',
    request: () => ['listTasks', [{ state: [1], decode: true }, { limit: 50 }]],
  },
  {
    name: 'listTasks(closed,limit50,-id)',
    request: () => [
      'listTasks',
      [
        { state: [2], decode: true },
        { limit: 50, order: '-id' },
      ],
    ],
  },
  { name: 'getFullInheritance(TAG)', request: () => ['getFullInheritance', [bigTag]] },
  { name: 'getBuildConfig(TAG)', request: () => ['getBuildConfig', [bigTag]] },
  {
    name: 'queryHistory(tag,package)',
    names: 'select name from package where id % 37 = 1',
    request: (n, names) => ['queryHistory', withKeywords([], { tag: 'f40', package: names[n % names.length] })],
  },
  { name: 'queryHistory(tag=override)', request: () => ['queryHistory', withKeywords([], { tag: 'f40-override' })] },
  {
    name: 'getLatestBuilds(TAG,package)',
    names: `select p.name from tag_listing l join build b on b.id = l.build_id join package p on p.id = b.pkg_id
            where l.tag_id = ${2 + 10 * release} and l.active and b.id % 37 = 1`,
    request: (n, names) => ['getLatestBuilds', withKeywords([bigTag], { package: names[n % names.length] })],
  },
  {
    name: 'multiCall 100 getBuild',
    request: (n) => [
      'multiCall',
      [Array.from({ length: 100 }, (_, i) => ({ methodName: 'getBuild', params: [spread(n * 100 + i, builds)] }))],
    ],
  },
  { name: 'sslLogin+logout', as: 'login' },
  { name: 'host.getLoadData', as: 'host', request: () => ['host.getLoadData', []] },
  { name: 'host.getTasks', as: 'host', request: () => ['host.getTasks', []] },
  { name: 'host.updateHost', as: 'host', request: (n) => ['host.updateHost', [(n % 30) / 10, true]] },
  {
    name: 'host poll (multiCall getTasks+getHost+updateHost shape)',
    as: 'host',
    request: (n) => [
      'multiCall',
      [
        [
          { methodName: 'host.getTasks', params: [] },
          { methodName: 'host.getHost', params: [] },
          { methodName: 'host.updateHost', params: [(n % 30) / 10, true] },
        ],
      ],
    ],
  },
  {
    name: 'listPackages(TAG,inherited)',
    big: true,
    request: () => ['listPackages', withKeywords([], { tagID: bigTag, inherited: true })],
  },
  { name: 'getLatestBuilds(TAG)', big: true, request: () => ['getLatestBuilds', [bigTag]] },
  {
    name: 'listTagged(TAG,latest,inherit)',
    big: true,
    request: () => ['listTagged', withKeywords([bigTag], { inherit: true, latest: true })],
  },
  { name: 'queryHistory(tag=big fN)', big: true, request: () => ['queryHistory', withKeywords([], { tag: 'f40' })] },
  {
    name: 'listTaggedRPMS(TAG,latest,inherit)',
    big: true,
    concurrency: [1, 4],
    request: () => ['listTaggedRPMS', withKeywords([bigTag], { inherit: true, latest: true })],
  },
  { name: 'host.repoInit(TAG)', as: 'host', big: true, concurrency: [1], request: () => ['host.repoInit', [bigTag]] },
];
