import { lutimes, mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PathLayout } from '@koji/common/paths/layout';
import { createLogger } from '@koji/common/service/logger';
import { startScriptedHub } from '@koji/common/testing/scripted-hub';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { REPO_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { pruneLocalRepos } from './prune-local.ts';
import { Removals } from './removals.ts';

const log = createLogger({ name: 'test', level: 'silent' });

async function prune(
  topdir: string,
  repos: Record<number, WireValue>,
  given: { ignoreStrayRepos?: boolean; tracked?: number } = {},
) {
  await using hub = await startScriptedHub({
    repoInfo: (id) => repos[id as number] ?? null,
    listVolumes: () => [
      { id: 0, name: 'DEFAULT' },
      { id: 1, name: 'big' },
    ],
  });
  const removals = new Removals({ limit: 4, retryAfterMs: 1000, signal: new AbortController().signal, log });
  await pruneLocalRepos({
    session: hub.session(),
    config: { expiredRepoLifetimeS: 1000, ignoreStrayRepos: given.ignoreStrayRepos ?? false, ignoreOtherVolumes: false },
    layout: new PathLayout(topdir),
    removals,
    isTracked: (id) => id === given.tracked,
    log,
  });
  await removals.settled();
}
async function aDirectory(topdir: string, path: string, ageS: number, repoJson?: object) {
  const directory = join(topdir, path);
  await mkdir(directory, { recursive: true });
  if (repoJson) await writeFile(join(directory, 'repo.json'), JSON.stringify(repoJson));
  const at = Date.now() / 1000 - ageS;
  await utimes(directory, at, at);
}
const deleted = { tag_id: 3, tag_name: 'f42-build', state: REPO_STATES.DELETED, state_ts: 1 };

test('old directories of deleted and unknown repositories go, all else stays', async () => {
  await using directory = await temporaryDirectory();
  const { path } = directory;
  for (const id of [1, 2, 3, 4, 5, 6]) await aDirectory(path, `repos/f42-build/${id}`, id === 2 ? 10 : 2000);
  await aDirectory(path, 'repos/f42-build/cache', 2000);
  await symlink('4', join(path, 'repos/f42-build/latest'));
  await aDirectory(path, 'vol/big/repos-dist/f42/9', 2000);
  await prune(
    path,
    { 1: deleted, 2: deleted, 3: { ...deleted, state: REPO_STATES.READY }, 4: deleted, 5: deleted },
    { tracked: 5 },
  );
  expect((await readdir(join(path, 'repos/f42-build'))).sort()).toEqual(['2', '3', '4', '5', 'cache', 'latest']);
  expect(await readdir(join(path, 'vol/big/repos-dist/f42'))).toEqual([]);
});

test('unknown directories stay where strays are to be left alone', async () => {
  await using directory = await temporaryDirectory();
  await aDirectory(directory.path, 'repos/f42-build/6', 2000);
  await prune(directory.path, {}, { ignoreStrayRepos: true });
  expect(await readdir(join(directory.path, 'repos/f42-build'))).toEqual(['6']);
});

test('after a tag was renamed only directories that name its id go', async () => {
  await using directory = await temporaryDirectory();
  const { path } = directory;
  await aDirectory(path, 'repos/old-name/1', 2000, { tag_id: 3 });
  await aDirectory(path, 'repos/old-name/2', 2000, { tag_id: 4 });
  await aDirectory(path, 'repos/old-name/3', 2000);
  await utimes(join(path, 'repos/old-name/1'), 1, 1);
  await prune(path, { 1: deleted, 2: deleted, 3: deleted });
  expect((await readdir(join(path, 'repos/old-name'))).sort()).toEqual(['2', '3']);
});

test('a stray link goes, what it leads to stays', async () => {
  await using directory = await temporaryDirectory();
  const { path } = directory;
  await mkdir(join(path, 'elsewhere'), { recursive: true });
  await mkdir(join(path, 'repos/f42-build'), { recursive: true });
  await symlink(join(path, 'elsewhere'), join(path, 'repos/f42-build/6'));
  await lutimes(join(path, 'repos/f42-build/6'), 1, 1);
  await prune(path, { 6: deleted });
  expect(await readdir(join(path, 'repos/f42-build'))).toEqual([]);
  expect(await readdir(path)).toContain('elsewhere');
});
