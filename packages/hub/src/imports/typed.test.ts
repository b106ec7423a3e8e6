import { structValue } from '@koji/common/client/typed-hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  aBuilder,
  anOpenTask,
  aRepo,
  filesBelow,
  importRpms,
  type TestBuilder,
  taskDirectory,
  uploadRpms,
  uploadText,
} from '../testing/content.fixture.ts';
import { startHub, type TestHub } from '../testing/hub.fixture.ts';

let hub: TestHub;
let builder: TestBuilder;
let repo: number;
beforeAll(async () => {
  hub = await startHub({ settings: { EnableMaven: 'yes', EnableWin: 'yes' } });
  builder = await aBuilder(hub);
  repo = await aRepo(hub, 'typed-build');
});
afterAll(async () => {
  builder.session.close();
  await hub[Symbol.asyncDispose]();
});

const coordinates = { group_id: 'org.x', artifact_id: 'lib', version: '1.0-beta' };
const pom = '<project><groupId>org.x</groupId><artifactId>lib</artifactId><version>1.0-beta</version></project>';

test('a Maven build gets the next release, its files are found by coordinates and bring checksums', async () => {
  const { host } = builder.hub;
  const taskId = await anOpenTask(hub, builder, 'maven', ['git://x', 'target']);
  const buildroot = await host.newBuildRoot(repo, 'x86_64', { task_id: taskId });
  const begun = await host.initMavenBuild(
    taskId,
    { name: 'org.x-lib', version: '1.0_beta', epoch: null },
    structValue(coordinates),
  );
  expect(begun).toMatchObject({ release: '1', task_id: taskId, state: 0, completion_time: null });
  const directory = taskDirectory(taskId);
  const place = 'org/x/lib/1.0-beta';
  uploadText(hub, `${directory}/${place}/lib-1.0-beta.pom`, pom);
  uploadText(hub, `${directory}/${place}/lib-1.0-beta.jar`, 'jar');
  uploadText(hub, `${directory}/${place}/lib-1.0-beta.jar.md5`, 'wrong');
  uploadText(hub, `${directory}/${place}/maven-metadata.xml`, '<metadata/>');
  uploadText(hub, `${directory}/build.log`, 'log');
  const results = (files: string[]) => ({
    task_id: taskId,
    buildroot_id: buildroot,
    files: { [place]: files },
    logs: ['build.log'],
  });
  const files = ['lib-1.0-beta.pom', 'lib-1.0-beta.jar', 'lib-1.0-beta.jar.md5', 'maven-metadata.xml'];
  uploadText(hub, `${directory}/${place}/lib.unknown`, 'x');
  await expect(
    host.completeMavenBuild(taskId, begun.id, results([...files, 'lib.unknown']), structValue({})),
  ).rejects.toMatchObject({ faultCode: 1005 });
  expect(filesBelow(hub, 'packages/org.x-lib')).toEqual([]);

  await host.completeMavenBuild(taskId, begun.id, results(files), structValue({}));
  const at = (name: string) => `maven/${place}/${name}`;
  expect(filesBelow(hub, 'packages/org.x-lib/1.0_beta/1')).toEqual(
    [
      'data/logs/maven/build.log',
      ...['lib-1.0-beta.jar', 'lib-1.0-beta.pom', 'maven-metadata.xml'].flatMap((name) => [
        at(name),
        at(`${name}.md5`),
        at(`${name}.sha1`),
      ]),
    ].sort(),
  );
  const archives = await hub.anonymous.hub.listArchives({ buildID: begun.id, type: 'maven' });
  expect(archives).toMatchObject([
    { filename: 'lib-1.0-beta.pom', buildroot_id: buildroot, ...coordinates },
    { filename: 'lib-1.0-beta.jar', size: 3 },
  ]);
  expect(await hub.anonymous.hub.getBuild(begun.id)).toMatchObject({ state: 1, nvr: 'org.x-lib-1.0_beta-1' });
  const again = await anOpenTask(hub, builder, 'maven', ['git://x', 'target']);
  expect(
    await host.initMavenBuild(again, { name: 'org.x-lib', version: '1.0_beta', epoch: null }, structValue(coordinates)),
  ).toMatchObject({ release: '2' });
});

test('the archives of a local Maven repository are recognised, what nobody made is not', async () => {
  const { host } = builder.hub;
  const admin = await hub.as('kojiadmin');
  await admin.editTag2('typed-build', { maven_support: true });
  await admin.packageListAdd('typed-build', 'org.x-lib', { owner: 'kojiadmin' });
  await admin.tagBuildBypass('typed-build', 'org.x-lib-1.0_beta-1');
  await hub.database.sql('update repo set create_event = (select max(id) from events)');
  const taskId = await anOpenTask(hub, builder, 'buildMaven', ['git://x', {}]);
  const id = await host.newBuildRoot(repo, 'x86_64', { task_id: taskId });
  await host.setBuildRootState(id, 2, { task_id: taskId });
  const entry = (filename: string, size: number) => ({ maven_info: coordinates, files: [{ path: 'org/x/lib', filename, size }] });
  await expect(host.updateMavenBuildRootList(id, taskId, [entry('lib-1.0-beta.jar', 4)])).rejects.toMatchObject({
    faultCode: 1012,
  });
  await host.updateMavenBuildRootList(id, taskId, [entry('lib-1.0-beta.jar', 4)], { ignore: [entry('lib-1.0-beta.jar', 4)] });
  expect(await admin.listArchives({ componentBuildrootID: id })).toEqual([]);
  await host.updateMavenBuildRootList(id, taskId, [entry('lib-1.0-beta.jar', 3), entry('other.jar', 1)], {
    ignore_unknown: true,
    project: true,
  });
  expect(await admin.listArchives({ componentBuildrootID: id })).toMatchObject([{ filename: 'lib-1.0-beta.jar', project: true }]);
});

test('an image build has its files, logs by arch and the rpms in it', async () => {
  const { host } = builder.hub;
  await importRpms(hub, 'bar-1.1-1.src.rpm', 'bar-1.1-1.noarch.rpm');
  const taskId = await anOpenTask(hub, builder, 'livemedia', ['img', '1', 'x86_64', 'target', 'ks']);
  const begun = await host.initImageBuild(taskId, structValue({ name: 'img', version: '1', release: '7', epoch: null }));
  const directory = taskDirectory(taskId);
  for (const name of ['img.qcow2', 'img.xml', 'image.log']) uploadText(hub, `${directory}/${name}`, name);
  const rpmlist = [{ name: 'bar', version: '1.1', release: '1', epoch: null, arch: 'noarch' }];
  const part = { arch: 'x86_64', task_id: taskId, files: ['img.qcow2', 'img.xml'], logs: ['image.log'], rpmlist };
  await expect(
    host.completeImageBuild(taskId, begun.id, structValue({ a: { ...part, rpmlist: [{ ...rpmlist[0], name: 'nosuch' }] } })),
  ).rejects.toMatchObject({ faultCode: 1000 });
  await host.completeImageBuild(taskId, begun.id, structValue({ a: part, failed: {} }));
  expect(filesBelow(hub, 'packages/img/1/7')).toEqual(['data/logs/image/x86_64/image.log', 'images/img.qcow2', 'images/img.xml']);
  const archives = (await hub.anonymous.hub.listArchives({ buildID: begun.id })) as { id: number; filename: string }[];
  const rootIds = await Promise.all(
    archives.map(async ({ id, filename }) => [filename, (await hub.anonymous.hub.getArchive(id))?.rootid]),
  );
  expect(Object.fromEntries(rootIds)).toEqual({ 'img.qcow2': true, 'img.xml': false });
  expect(
    await hub.anonymous.hub.listRPMs({ imageID: archives.find(({ filename }) => filename === 'img.qcow2')?.id ?? 0 }),
  ).toMatchObject([{ name: 'bar' }]);
});

test('a Windows build keeps its files where they were, with platforms and flags', async () => {
  const { host } = builder.hub;
  const taskId = await anOpenTask(hub, builder, 'winbuild', ['vm', 'git://x', 'target']);
  await expect(
    host.initWinBuild(taskId, { name: 'win', version: '1', epoch: null }, structValue({ platform: 'vm' })),
  ).rejects.toMatchObject({ faultCode: 1000 });
  const begun = await host.initWinBuild(
    taskId,
    { name: 'win', version: '1', release: '1', epoch: null },
    structValue({ platform: 'vm' }),
  );
  const directory = taskDirectory(taskId);
  uploadText(hub, `${directory}/bin/a.exe`, 'exe');
  uploadText(hub, `${directory}/logs/w.log`, 'log');
  const results = {
    task_id: taskId,
    buildroot_id: null,
    output: { 'bin/a.exe': { platforms: ['i386', 'amd64'], flags: ['chk'] } },
    logs: ['logs/w.log'],
  };
  await host.completeWinBuild(taskId, begun.id, results, structValue({}));
  expect(filesBelow(hub, 'packages/win/1/1')).toEqual(['data/logs/win/logs/w.log', 'win/bin/a.exe']);
  const { hub: anyone } = hub.anonymous;
  expect(await anyone.listArchives({ type: 'win', typeInfo: { platforms: 'amd64', flags: ['chk'] } })).toMatchObject([
    { relpath: 'bin' },
  ]);
  expect(await anyone.listArchives({ type: 'win', typeInfo: { platforms: 'amd' } })).toEqual([]);
});

test('wrapper rpms join a complete build once', async () => {
  const { host } = builder.hub;
  const admin = await hub.as('kojiadmin');
  const id = await admin.createEmptyBuild('wrapped', '1', '1', null);
  const taskId = await anOpenTask(hub, builder, 'wrapperRPM', ['git://x', 'target', {}, null]);
  uploadRpms(hub, taskDirectory(taskId), 'baz-0.9-5.src.rpm', 'baz-0.9-5.x86_64.rpm');
  const results = { buildroot_id: null, srpm: 'baz-0.9-5.src.rpm', rpms: ['baz-0.9-5.x86_64.rpm'], logs: [] };
  await host.importWrapperRPMs(taskId, id, structValue(results));
  expect(filesBelow(hub, 'packages/wrapped/1/1/x86_64')).toEqual(['baz-0.9-5.x86_64.rpm']);
  await expect(host.importWrapperRPMs(taskId, id, structValue(results))).rejects.toMatchObject({ faultCode: 1000 });
});

test('builders import only what lies below the work directory', async () => {
  await expect(
    builder.hub.host.importArchive('/etc/passwd', 'org.x-lib-1.0_beta-1', 'maven', structValue(coordinates)),
  ).rejects.toMatchObject({ faultCode: 1000 });
  const outside = `${hub.topdir}/work/../work/x.jar`;
  await expect(
    builder.hub.host.importArchive(outside, 'org.x-lib-1.0_beta-1', 'maven', structValue(coordinates)),
  ).rejects.toMatchObject({ faultCode: 1000 });
});
