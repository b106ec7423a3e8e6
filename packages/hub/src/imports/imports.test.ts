import { copyFileSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { structValue } from '@koji/common/client/typed-hub';
import { readRpm } from '@koji/common/rpm/header';
import { scalarTags } from '@koji/common/rpm/tags';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  aBuilder,
  anOpenTask,
  aRepo,
  filesBelow,
  importRpms,
  rpmFixture,
  type TestBuilder,
  taskDirectory,
  uploadRpms,
  uploadText,
} from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
let builder: TestBuilder;
beforeAll(async () => {
  hub = await startHub();
  builder = await aBuilder(hub);
});
afterAll(async () => {
  builder.session.close();
  await hub[Symbol.asyncDispose]();
});

/** An rpm of the fixtures under another name, three letters long as its own. */
async function renamedRpm(fixture: string, name: string): Promise<Buffer> {
  const { header, payloadStart } = await readRpm(rpmFixture(fixture));
  const bytes = readFileSync(rpmFixture(fixture));
  const entries = 16 + 16 * header.bytes.readUInt32BE(8);
  bytes.write(name, payloadStart - header.bytes.length + entries + (header.entries.get(scalarTags.NAME)?.offset ?? 0));
  return bytes;
}
/** How many statements the hub needs to complete a build of so many binary rpms. */
async function countStatements(rpms: number): Promise<number> {
  const taskId = await anOpenTask(hub, builder);
  const directory = taskDirectory(taskId);
  const buildId = await builder.hub.host.initBuild(
    structValue({ name: 'foo', version: '2.0', release: '1', epoch: 1, task_id: taskId }),
  );
  uploadRpms(hub, directory, 'foo-2.0-1.src.rpm');
  const names = Array.from({ length: rpms }, (_, at) => String(100 + at));
  for (const name of names)
    uploadText(hub, `${directory}/${name}-2.0-1.x86_64.rpm`, await renamedRpm('foo-2.0-1.x86_64.rpm', name));
  const paths = names.map((name) => `${directory}/${name}-2.0-1.x86_64.rpm`);
  const statements = vi.spyOn(pg.Client.prototype, 'query');
  await builder.hub.host.completeBuild(taskId, buildId, `${directory}/foo-2.0-1.src.rpm`, paths);
  const count = statements.mock.calls.length;
  statements.mockRestore();
  expect((await hub.anonymous.hub.listBuildRPMs(buildId)).map(({ name }) => name)).toEqual(['foo', ...names]);
  expect(await hub.anonymous.hub.queryRPMSigs()).toHaveLength(1 + rpms);
  await (await hub.as('kojiadmin')).resetBuild(buildId);
  return count;
}

test('a build of many rpms asks the database no more often than one of few', async () => {
  const few = await countStatements(2);
  expect(await countStatements(60)).toBeLessThanOrEqual(few + 5);
});

/** A build of foo-1.0-1 in the making, with its files uploaded. */
async function aBuild() {
  const taskId = await anOpenTask(hub, builder);
  const directory = taskDirectory(taskId);
  uploadRpms(hub, directory, 'foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm', 'foo-doc-1.0-1.noarch.rpm');
  uploadText(hub, `${directory}/build.log`, 'built\n');
  const buildId = await builder.hub.host.initBuild(
    structValue({ name: 'foo', version: '1.0', release: '1', epoch: null, task_id: taskId }),
  );
  const at = (name: string) => `${directory}/${name}`;
  const rpms = [at('foo-1.0-1.x86_64.rpm'), at('foo-doc-1.0-1.noarch.rpm')];
  return { taskId, buildId, directory, at, srpm: at('foo-1.0-1.src.rpm'), rpms };
}

test('a build is completed as a whole or not at all', async () => {
  const { taskId, buildId, directory, at, srpm, rpms } = await aBuild();
  const { host } = builder.hub;
  copyFileSync(rpmFixture('baz-0.9-5.x86_64.rpm'), join(hub.topdir, 'work', directory, 'wrong.rpm'));
  const uploaded = filesBelow(hub, `work/${directory}`);
  const failures: [string[], Record<string, string[]>, Record<string, number>][] = [
    [[...rpms, at('nosuch.rpm')], {}, {}],
    [rpms, { x86_64: [at('build.log'), at('nosuch.log')] }, {}],
    [[...rpms, at('wrong.rpm')], {}, {}],
    [[...rpms, at('../../../../etc/passwd')], {}, {}],
    [rpms, { '../x': [at('build.log')] }, {}],
    [rpms, {}, { [srpm]: 999999 }],
  ];
  for (const [files, logs, brmap] of failures) {
    await expect(host.completeBuild(taskId, buildId, srpm, files, { brmap, logs })).rejects.toMatchObject({ faultCode: 1000 });
    expect(await hub.anonymous.hub.getBuild(buildId)).toMatchObject({ state: 0, completion_time: null });
    expect(await hub.anonymous.hub.listBuildRPMs(buildId)).toEqual([]);
    expect(filesBelow(hub, 'packages/foo')).toEqual([]);
    expect(filesBelow(hub, `work/${directory}`)).toEqual(uploaded);
  }
  const build = await host.completeBuild(taskId, buildId, srpm, rpms, { logs: { x86_64: [at('build.log')] } });
  expect(build).toMatchObject({ id: buildId, state: 1, task_id: taskId });
  expect(filesBelow(hub, 'packages/foo/1.0/1').filter((name) => !name.startsWith('data/sigcache'))).toEqual([
    'data/logs/x86_64/build.log',
    'noarch/foo-doc-1.0-1.noarch.rpm',
    'src/foo-1.0-1.src.rpm',
    'x86_64/foo-1.0-1.x86_64.rpm',
  ]);
  expect(await hub.anonymous.hub.getBuildLogs(buildId)).toEqual([
    { name: 'build.log', dir: 'x86_64', path: 'packages/foo/1.0/1/data/logs/x86_64/build.log' },
  ]);
  // Who reads the log under its old name still can.
  expect(lstatSync(join(hub.topdir, 'work', at('build.log'))).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(hub.topdir, 'work', at('build.log')), 'utf8')).toBe('built\n');
  await expect(host.completeBuild(taskId, buildId, srpm, rpms)).rejects.toMatchObject({ faultCode: 1000 });
});

test('what a process left in place when it died is no obstacle to the same import, other content is', async () => {
  uploadRpms(hub, 'died', 'bar-1.1-1.src.rpm', 'bar-1.1-1.noarch.rpm');
  const left = join(hub.topdir, 'packages/bar/1.1/1');
  mkdirSync(join(left, 'src'), { recursive: true });
  mkdirSync(join(left, 'noarch'));
  copyFileSync(rpmFixture('bar-1.1-1.src.rpm'), join(left, 'src/bar-1.1-1.src.rpm'));
  writeFileSync(join(left, 'noarch/bar-1.1-1.noarch.rpm'), 'another');
  const admin = await hub.as('kojiadmin');
  await admin.importRPM('died', 'bar-1.1-1.src.rpm');
  await expect(admin.importRPM('died', 'bar-1.1-1.noarch.rpm')).rejects.toMatchObject({ faultCode: 1000 });
  expect((await admin.listBuildRPMs('bar-1.1-1')).map((rpm) => rpm.arch)).toEqual(['src']);
  expect(readFileSync(join(left, 'noarch/bar-1.1-1.noarch.rpm'), 'utf8')).toBe('another');
});

test('an import does not follow links out of the work directory', async () => {
  const admin = await hub.as('kojiadmin');
  uploadRpms(hub, 'real', 'baz-0.9-5.src.rpm');
  mkdirSync(join(hub.topdir, 'work/linked'), { recursive: true });
  symlinkSync('../real/baz-0.9-5.src.rpm', join(hub.topdir, 'work/linked/baz-0.9-5.src.rpm'));
  await expect(admin.importRPM('linked', 'baz-0.9-5.src.rpm')).rejects.toMatchObject({ faultCode: 1000 });
  await expect(admin.importRPM('../work/real', 'baz-0.9-5.src.rpm')).rejects.toMatchObject({ faultCode: 1000 });
  await expect(admin.importRPM('real', '../real/baz-0.9-5.src.rpm')).rejects.toMatchObject({ faultCode: 1000 });
  expect(await admin.getBuild('baz-0.9-5')).toBeNull();
});

test('noarch rpms of several arches must be the same, unless the builders have found so', async () => {
  const taskId = await anOpenTask(hub, builder);
  const [one, two] = [`${taskDirectory(taskId)}/one`, `${taskDirectory(taskId)}/two`];
  uploadRpms(hub, one, 'baz-0.9-5.src.rpm', 'foo-doc-1.0-1.noarch.rpm');
  uploadRpms(hub, two, 'foo-doc-1.0-1.noarch.rpm');
  const same = [`${one}/foo-doc-1.0-1.noarch.rpm`, `${two}/foo-doc-1.0-1.noarch.rpm`];
  copyFileSync(rpmFixture('bar-1.1-1.noarch.rpm'), join(hub.topdir, 'work', two, 'foo-doc-1.0-1.noarch.rpm'));
  await expect(builder.hub.host.moveBuildToScratch(taskId, `${one}/baz-0.9-5.src.rpm`, same)).rejects.toMatchObject({
    faultCode: 1005,
  });
  expect(filesBelow(hub, 'scratch')).toEqual([]);
  copyFileSync(rpmFixture('foo-doc-1.0-1.noarch.rpm'), join(hub.topdir, 'work', two, 'foo-doc-1.0-1.noarch.rpm'));
  await builder.hub.host.moveBuildToScratch(taskId, `${one}/baz-0.9-5.src.rpm`, same);
  const kept = [`kojiadmin/task_${taskId}/baz-0.9-5.src.rpm`, `kojiadmin/task_${taskId}/foo-doc-1.0-1.noarch.rpm`];
  expect(filesBelow(hub, 'scratch')).toEqual(kept);
  // A task that was restarted says it again.
  await builder.hub.host.moveBuildToScratch(taskId, `${one}/baz-0.9-5.src.rpm`, same);
  expect(filesBelow(hub, 'scratch')).toEqual(kept);
});

test('an arch that a scratch build has made joins the build of the same source', async () => {
  const admin = await hub.as('kojiadmin');
  const repo = await aRepo(hub, 'scratch-build');
  await importRpms(hub, 'foo-1.0-2.src.rpm', 'foo-1.0-2.x86_64.rpm');
  const own = await anOpenTask(hub, builder, 'build', ['git+https://scm/foo#1', 'target']);
  await hub.database.sql(`update build set task_id = $1 where release = '2'`, [own]);
  const parent = await anOpenTask(hub, builder, 'build', ['git+https://scm/foo#1', 'target', { scratch: true }]);
  const child = await builder.hub.host.subtask('buildArch', ['x', 'y', 'aarch64', false], parent, {
    arch: 'noarch',
    assign: builder.name,
  });
  await builder.hub.host.openTask(child);
  await builder.hub.host.newBuildRoot(repo, 'x86_64', { task_id: child });
  const directory = taskDirectory(child);
  uploadRpms(hub, directory, 'foo-1.0-2.src.rpm', 'foo-1.0-2.x86_64.rpm');
  uploadText(hub, `${directory}/build.log`, 'x');
  await hub.database.sql('update task set state = 2, completion_time = now() where id = any($1)', [[parent, child]]);
  await expect(admin.mergeScratch(parent)).rejects.toMatchObject({ faultCode: 1020 });
  await hub.database.sql(`update rpminfo set arch = 'ppc64le' where name = 'foo' and release = '2' and arch = 'x86_64'`);
  expect(await admin.mergeScratch(parent)).toBe((await admin.getBuild('foo-1.0-2'))?.id);
  expect((await admin.listBuildRPMs('foo-1.0-2')).map((rpm) => rpm.arch)).toEqual(['src', 'ppc64le', 'x86_64']);
});
