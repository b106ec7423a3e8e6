import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { structValue as structOf } from '@koji/common/client/typed-hub';
import { appendChunk, uploadFile } from '@koji/common/client/upload';
import { encodeResponse } from '@koji/common/wire/encode';
import { expect, test } from 'vitest';
import { startHub, type TestHubOptions } from '../testing/hub.fixture.ts';

const fixtures = new URL('../testing/golden/recording/fixtures/', import.meta.url).pathname;
const done = encodeResponse(1);

/** A hub with a tag that is built in, a builder and kojira. */
async function startRepoHub(options: TestHubOptions = {}) {
  const hub = await startHub(options);
  const admin = await hub.as('kojiadmin');
  await admin.createTag('f42', { arches: 'x86_64' });
  await admin.createTag('f42-build', { parent: 'f42', arches: 'x86_64' });
  await admin.createUser('kojira');
  await admin.grantPermission('kojira', 'repo');
  await admin.addHost('builder1', ['x86_64']);
  const builder = await hub.login('builder1');
  await builder.hub.exclusiveSession();
  const [kojira, alice] = [await hub.as('kojira'), await hub.as('alice')];
  return { hub, admin, builder, kojira, alice, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
}
type RepoHub = Awaited<ReturnType<typeof startRepoHub>>;

/** The tasks of the queue that are not finished. */
async function queueTasks({ hub }: RepoHub): Promise<number[]> {
  const rows = await hub.database.sql<{ id: number }>(
    "select id from task where method = 'newRepo' and state in (0, 1, 4) order by id",
  );
  return rows.map((row) => row.id);
}

test('a request starts a task, and whoever asked has the repository when it is ready', async () => {
  await using at = await startRepoHub();
  const asked = await at.alice.repo.request('f42-build', { min_event: 'last' });
  expect(asked).toMatchObject({ repo: null, duplicate: false, request: { active: true, priority: 20 } });
  expect(await at.admin.repo.request('f42-build', { min_event: 'last' })).toMatchObject({
    duplicate: true,
    request: { id: asked.request?.id },
  });
  const special = await at.alice.repo.request('f42-build', { min_event: 'last', opts: { src: true } });
  expect(special.duplicate).toBe(false);

  await at.kojira.repo.checkQueue();
  expect(await queueTasks(at)).toHaveLength(2);
  const [repoId] = (await at.builder.hub.host.repoInit('f42-build')) as [number, number];
  expect(await at.alice.repo.get('f42-build')).toBeNull();
  await at.builder.hub.host.repoDone(repoId, structOf({}));

  expect(await at.alice.repo.checkRequest(asked.request?.id ?? 0)).toMatchObject({
    repo: { id: repoId, state: 1 },
    request: { active: false },
  });
  expect(await at.alice.repo.checkRequest(special.request?.id ?? 0)).toMatchObject({ repo: null, request: { active: true } });
  expect(await at.alice.repo.request('f42-build', { min_event: 'last' })).toMatchObject({ repo: { id: repoId }, request: null });
  expect(readlinkSync(join(at.hub.topdir, 'repos/f42-build/latest'))).toBe(String(repoId));
});

test('a request whose task fails is tried again, but not for ever', async () => {
  await using at = await startRepoHub({ settings: { RepoRetries: '1' } });
  const { request } = await at.alice.repo.request('f42-build', { min_event: 'last' });
  for (let attempt = 1; attempt <= 2; attempt++) {
    await at.kojira.repo.checkQueue();
    const [task] = await queueTasks(at);
    expect(await at.alice.repo.checkRequest(request?.id ?? 0)).toMatchObject({ request: { task_id: task, tries: attempt } });
    await at.admin.cancelTask(task ?? 0);
  }
  await at.kojira.repo.checkQueue();
  expect(await queueTasks(at)).toEqual([]);
  expect(await at.alice.repo.checkRequest(request?.id ?? 0)).toMatchObject({ request: { active: false, repo_id: null } });
});

test('no more tasks run than MaxRepoTasks, the most urgent first', async () => {
  await using at = await startRepoHub({ settings: { MaxRepoTasks: '1' } });
  await at.alice.repo.request('f42-build', { min_event: 'last', priority: 5 });
  const urgent = await at.admin.repo.request('f42', { min_event: 'last', priority: -5 });
  await at.kojira.repo.checkQueue();
  const [task, ...more] = await queueTasks(at);
  expect(more).toEqual([]);
  expect(await at.alice.repo.checkRequest(urgent.request?.id ?? 0)).toMatchObject({ request: { task_id: task } });
  await expect(at.alice.repo.request('f42', { priority: -1 })).rejects.toMatchObject({ faultCode: 1004 });
});

test('kojira, waiting, hears of a new request and of the end of a task', async () => {
  await using at = await startRepoHub();
  const waiter = (await at.hub.login('kojira')).hub;
  const first = waiter.repo.awaitQueue(20);
  // The wait is on another connection; a request that comes before it would be seen by the check that follows.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const startedAt = performance.now();
  await at.alice.repo.request('f42-build', { min_event: 'last' });
  expect(await first).toBe(true);
  await at.kojira.repo.checkQueue();
  const second = waiter.repo.awaitQueue(20);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await at.admin.cancelTask((await queueTasks(at))[0] ?? 0);
  expect(await second).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(3000);
  expect(await waiter.repo.awaitQueue(0.1)).toBe(false);
  await expect(at.alice.repo.awaitQueue(1)).rejects.toMatchObject({ faultCode: 1004 });
});

test('a repository in use cannot be deleted, a deleted one cannot come back', async () => {
  await using at = await startRepoHub();
  const [repoId] = (await at.builder.hub.host.repoInit('f42-build')) as [number, number];
  expect(await at.admin.repoInfo(String(repoId) as never), 'as koji repoinfo asks').toEqual(await at.admin.repoInfo(repoId));
  await at.builder.hub.host.repoDone(repoId, structOf({}));
  const task = await at.admin.makeTask('sleep', [1], { assign: 'builder1' });
  await at.builder.hub.host.openTask(task);
  const buildroot = await at.builder.hub.host.newBuildRoot(repoId, 'x86_64', { task_id: task });
  expect(await at.kojira.repoDelete(repoId)).toBe(1);
  await at.builder.hub.host.setBuildRootState(buildroot, 3, { task_id: task });
  await at.builder.hub.host.closeTask(task, done);
  expect(await at.kojira.repoDelete(repoId)).toBe(0);
  await expect(at.kojira.repo.setState(repoId, 1)).rejects.toMatchObject({ faultCode: 1000 });
});

test('a dist repository holds links to the kept rpms that the database knows', async () => {
  await using at = await startRepoHub();
  await importFoo(at);
  const task = await at.admin.distRepo('f42', [], { arch: ['x86_64'] });
  const [, repoId] = (await at.admin.getTaskRequest(task)) as [string, number];
  const rpm = (await at.admin.getRPM('foo-1.0-1.x86_64')) as { id: number; size: number };
  const upload = await openUploadTask(at);
  const put = (name: string, text: string) => appendChunk(at.builder, Buffer.from(text), upload, name, 0);
  await put('repomd.xml', '<repomd/>');
  await put('repo_manifest', JSON.stringify(['repomd.xml']));

  await put('kojipkgs', JSON.stringify({ 'foo-1.0-1.x86_64.rpm': { ...rpm, sigkey: '', size: rpm.size + 1 } }));
  await expect(at.builder.hub.host.distRepoMove(repoId, upload, 'x86_64')).rejects.toMatchObject({ faultCode: 1000 });
  const place = join(at.hub.topdir, 'repos-dist/f42', String(repoId), 'x86_64');
  expect(() => statSync(join(place, 'repomd.xml'))).toThrow('ENOENT');

  await put('kojipkgs', JSON.stringify({ 'foo-1.0-1.x86_64.rpm': { ...rpm, sigkey: '' } }));
  await at.builder.hub.host.distRepoMove(repoId, upload, 'x86_64');
  const kept = statSync(join(at.hub.topdir, 'packages/foo/1.0/1/x86_64/foo-1.0-1.x86_64.rpm'));
  expect(statSync(join(place, 'Packages/f/foo-1.0-1.x86_64.rpm')).ino).toBe(kept.ino);
  expect(readFileSync(join(place, 'repomd.xml'), 'utf8')).toBe('<repomd/>');

  await put('repo_manifest', '[]');
  await expect(at.builder.hub.host.distRepoMove(repoId, upload, 'x86_64')).rejects.toThrow('File already in repo');
  expect(statSync(join(place, 'Packages/f/foo-1.0-1.x86_64.rpm')).ino, 'what was there stays').toBe(kept.ino);
  await at.builder.hub.host.repoDone(repoId, structOf({}));
  expect(readlinkSync(join(at.hub.topdir, 'repos-dist/f42/latest'))).toBe(String(repoId));
  await expect(at.hub.anonymous.hub.distRepo('f42', [], { arch: ['x86_64'] })).rejects.toMatchObject({ faultCode: 1004 });
});

test('package lists name the rpms of the tag by arch, and metadata takes its place beside them', async () => {
  await using at = await startRepoHub();
  await importFoo(at, ['foo-doc-1.0-1.noarch.rpm']);
  await at.admin.editTag2('f42-build', { arches: 'x86_64 aarch64' });
  const owner = 'kojiadmin';
  await at.admin.packageListAdd('f42-build', 'kept', { owner });
  for (const name of ['foo', 'gone', 'kept']) await at.admin.packageListAdd('f42', name, { owner });
  await at.admin.packageListBlock('f42', 'kept');
  await at.admin.packageListBlock('f42', 'gone');
  await at.admin.tagBuildBypass('f42', 'foo-1.0-1');
  await at.hub.database.sql(`update rpminfo set extra = '{"b":1.0,"a":"\u00e9"}' where arch = 'noarch'`);
  const record = async (nvra: string, extra: string) => {
    const rpm = (await at.admin.getRPM(nvra)) as Record<string, unknown>;
    const [name, arch] = [rpm.name, rpm.arch];
    return (
      `{"arch": "${arch}", "build_id": ${rpm.build_id}, "buildroot_id": null, "buildtime": ${rpm.buildtime}, "draft": false, "epoch": null, ` +
      `"extra": ${extra}, "id": ${rpm.id}, "metadata_only": false, "name": "${name}", "payloadhash": "${rpm.payloadhash}", ` +
      `"release": "1", "size": ${rpm.size}, "version": "1.0"}`
    );
  };
  const [x86, doc, source] = [
    await record('foo-1.0-1.x86_64', 'null'),
    await record('foo-doc-1.0-1.noarch', '{"b": 1.0, "a": "\\u00e9"}'),
    await record('foo-1.0-1.src', 'null'),
  ];
  const [x86Path, docPath, sourcePath] = ['x86_64/foo-1.0-1.x86_64', 'noarch/foo-doc-1.0-1.noarch', 'src/foo-1.0-1.src'].map(
    (rpm) => `toplink/packages/foo/1.0/1/${rpm}.rpm`,
  );

  const opts = structOf({ separate_src: true });
  const [repoId] = (await at.builder.hub.host.repoInit('f42-build', { opts })) as [number, number];
  const place = join(at.hub.topdir, 'repos/f42-build', String(repoId));
  const lines = (file: string) =>
    readFileSync(join(place, file), 'utf8')
      .split(/(?<=\n)/)
      .map((line) => line.trimEnd());
  expect(lines('x86_64/pkglist'), 'in one order for all arches').toEqual([x86Path, docPath]);
  expect(lines('x86_64/rpmlist.jsonl')).toEqual([x86, doc]);
  expect([lines('aarch64/pkglist'), lines('aarch64/rpmlist.jsonl')]).toEqual([[docPath], [doc]]);
  expect([lines('src/pkglist'), lines('src/rpmlist.jsonl')]).toEqual([[sourcePath], [source]]);
  expect(['x86_64', 'aarch64', 'src'].map((arch) => lines(`${arch}/blocklist`))).toEqual([['gone'], ['gone'], ['gone']]);

  const upload = await openUploadTask(at);
  await appendChunk(at.builder, Buffer.from('<repomd/>'), upload, 'repomd.xml', 0);
  await at.builder.hub.host.repoDone(repoId, structOf({ x86_64: [upload, ['repomd.xml']] }));
  expect(lines('x86_64/repodata/repomd.xml')).toEqual(['<repomd/>']);
  expect(readdirSync(join(at.hub.topdir, 'work', upload)), 'uploads are moved, not linked').toEqual([]);
});

async function importFoo({ hub, admin }: RepoHub, more: readonly string[] = []): Promise<void> {
  const session = await hub.login('kojiadmin');
  for (const name of ['foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm', ...more]) {
    await uploadFile(session, join(fixtures, name), 'cli-import/a');
    await admin.importRPM('cli-import/a', name);
  }
}
/** A task that the builder holds, for its upload directory. */
async function openUploadTask({ admin, builder }: RepoHub): Promise<string> {
  const task = await admin.makeTask('sleep', [1], { assign: 'builder1' });
  await builder.hub.host.openTask(task);
  return `tasks/${task}/${task}`;
}
