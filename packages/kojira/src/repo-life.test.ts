import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { PathLayout } from '@koji/common/paths/layout';
import { createLogger } from '@koji/common/service/logger';
import { type Script, startScriptedHub } from '@koji/common/testing/scripted-hub';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { REPO_STATES, TASK_STATES } from '@koji/common/types/states';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { Removals } from './removals.ts';
import { RepoLife } from './repo-life.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const now = 10_000_000;
const week = 604_800;

function aRow(given: WireStruct): WireStruct {
  return {
    id: 7,
    tag_id: 3,
    tag_name: 'f42-build',
    create_event: 100,
    state: REPO_STATES.READY,
    dist: false,
    task_id: 5,
    task_state: TASK_STATES.CLOSED,
    creation_ts: now - 2 * week,
    state_ts: now - week - 1,
    end_event: 101,
    opts: {},
    custom_opts: {},
    ...given,
  };
}

/** The question for newer repositories, as opposed to that for all there are. */
function asksForIds(named: WireValue | undefined): boolean {
  return (named as { fields: string[] }).fields.length === 1;
}

async function startLife(rows: WireStruct[], script: Script = {}, extraConfig = '') {
  const directory = await temporaryDirectory();
  const hub = await startScriptedHub({
    'repo.query': (_clauses, named) => (asksForIds(named) ? [] : rows),
    repoExpire: () => null,
    repoProblem: () => null,
    'repo.setState': () => null,
    'repo.references': () => [],
    getBuildTargets: () => [],
    ...script,
  });
  const { config } = readConfig(`[kojira]\nserver = ${hub.url}\n${extraConfig}`, 'kojira.conf');
  const removals = new Removals({ limit: 2, retryAfterMs: 1000, signal: new AbortController().signal, log });
  const layout = new PathLayout(directory.path);
  const life = new RepoLife({ session: hub.session(), config, layout, removals, log, now: () => now });
  return {
    hub,
    life,
    removals,
    topdir: directory.path,
    async [Symbol.asyncDispose]() {
      await removals.settled();
      await hub[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

test('an outdated repository of a tag that no target builds from expires', async () => {
  await using it = await startLife([aRow({})]);
  await it.life.round();
  expect(it.hub.asked('repoExpire')).toEqual([[7]]);
});

test('the newest repository of a build tag stays, and is not asked about again at once', async () => {
  await using it = await startLife([aRow({})], { getBuildTargets: () => [{ id: 1, name: 'f42' }] });
  await it.life.round();
  await it.life.round();
  expect(it.hub.asked('repoExpire')).toEqual([]);
  expect(it.hub.asked('getBuildTargets')).toHaveLength(1);
});

test('a repository of a build tag expires once there is a newer one', async () => {
  await using it = await startLife([aRow({})], {
    getBuildTargets: () => [{ id: 1 }],
    'repo.query': (_clauses, named) => (asksForIds(named) ? [{ id: 8 }] : [aRow({})]),
  });
  await it.life.round();
  expect(it.hub.asked('repoExpire')).toEqual([[7]]);
});

test('a step that the hub refuses does not keep the others from theirs', async () => {
  await using it = await startLife([aRow({ id: 7, state: REPO_STATES.INIT, creation_ts: null }), aRow({ id: 8 })], {
    repoProblem: () => {
      throw new GenericError('not now');
    },
  });
  await it.life.round();
  expect(it.hub.asked('repoExpire')).toEqual([[8]]);
});

test('an unfinished repository whose task failed becomes a problem', async () => {
  await using it = await startLife([aRow({ state: REPO_STATES.INIT, creation_ts: now - 1, task_state: TASK_STATES.FAILED })]);
  await it.life.round();
  expect(it.hub.asked('repoProblem')).toEqual([[7]]);
});

test('an expired repository is deleted and its directory removed, but not where its links lead', async () => {
  await using it = await startLife([aRow({ state: REPO_STATES.EXPIRED })]);
  await mkdir(join(it.topdir, 'packages/bash'), { recursive: true });
  await mkdir(join(it.topdir, 'repos/f42-build/7/x86_64'), { recursive: true });
  await symlink(it.topdir, join(it.topdir, 'repos/f42-build/7/x86_64/toplink'));
  await it.life.round();
  await it.removals.settled();
  expect(it.hub.asked('repo.setState')).toEqual([[7, REPO_STATES.DELETED]]);
  expect(await readdir(join(it.topdir, 'repos/f42-build'))).toEqual([]);
  expect(await readdir(join(it.topdir, 'packages'))).toEqual(['bash']);
});

test('an expired repository in use by a buildroot stays', async () => {
  await using it = await startLife([aRow({ state: REPO_STATES.EXPIRED })], { 'repo.references': () => [{ id: 44 }] });
  await it.life.round();
  await it.life.round();
  expect(it.hub.asked('repo.setState')).toEqual([]);
  expect(it.hub.asked('repo.references')).toHaveLength(1);
});

async function layOutOnVolume(topdir: string, volume: string) {
  const real = join(topdir, 'vol/big/repos-dist/f42/7');
  await mkdir(real, { recursive: true });
  await writeFile(join(real, 'repo.json'), JSON.stringify({ tag_id: 3, volume }));
  await mkdir(join(topdir, 'repos-dist/f42'), { recursive: true });
  await symlink('../../vol/big/repos-dist/f42/7', join(topdir, 'repos-dist/f42/7'));
}
const distRow = () => aRow({ state: REPO_STATES.EXPIRED, dist: true, tag_name: 'f42', custom_opts: null });

test('a dist repository on another volume loses its link and its files', async () => {
  await using it = await startLife([distRow()]);
  await layOutOnVolume(it.topdir, 'big');
  await it.life.round();
  await it.removals.settled();
  expect(await readdir(join(it.topdir, 'repos-dist/f42'))).toEqual([]);
  expect(await readdir(join(it.topdir, 'vol/big/repos-dist/f42'))).toEqual([]);
});

test.each([
  ['repo.json names a volume that the link does not lead to', 'small', ''],
  ['other volumes are to be left alone', 'big', 'ignore_other_volumes = yes'],
])('files on another volume stay when %s', async (_title, volume, config) => {
  await using it = await startLife([distRow()], {}, config);
  await layOutOnVolume(it.topdir, volume);
  await it.life.round();
  await it.removals.settled();
  expect(await readdir(join(it.topdir, 'repos-dist/f42'))).toEqual(['7']);
  expect(await readdir(join(it.topdir, 'vol/big/repos-dist/f42'))).toEqual(['7']);
});
