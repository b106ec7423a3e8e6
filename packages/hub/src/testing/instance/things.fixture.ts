import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { structValue } from '@koji/common/client/typed-hub';
import { encodeFault, encodeResponse } from '@koji/common/wire/encode';
import type { WireStruct } from '@koji/common/wire/values';
import {
  anOpenTask,
  readyRepo,
  rpmFixture,
  type TestBuilder,
  taskDirectory,
  uploadRpms,
  uploadText,
} from '../content.fixture.ts';
import type { TestHub } from '../hub.fixture.ts';
import { zipFile } from '../zip.fixture.ts';

/** The answer of a task that went well, and of one that did not. */
export const response = encodeResponse(1);
export const faultResponse = encodeFault(1000, 'no');

/** Ids of what there is on the instance. */
export type Things = Awaited<ReturnType<typeof addTags>> &
  Awaited<ReturnType<typeof addBuilds>> &
  Awaited<ReturnType<typeof addTasks>> &
  Awaited<ReturnType<typeof addRepos>> &
  Awaited<ReturnType<typeof addNotices>> & { readonly event: number; readonly session: number };

export async function addTags(hub: TestHub) {
  const admin = await hub.as('kojiadmin');
  await admin.createTag('f42', { arches: 'x86_64', extra: { sidetag_debuginfo_allowed: true } });
  await admin.createTag('f42-build', { parent: 'f42', arches: 'x86_64', maven_support: true });
  await admin.createTag('f42-updates', { arches: 'x86_64' });
  await admin.createTag('empty');
  await admin.createTag('guarded', { arches: 'x86_64', perm: 'admin' });
  await admin.createBuildTarget('f42', 'f42-build', 'f42');
  for (const name of ['foo', 'bar', 'baz']) await admin.packageListAdd('f42', name, { owner: 'alice' });
  await admin.packageListAdd('f42-updates', 'foo', { owner: 'alice' });
  await admin.packageListBlock('f42', 'baz');
  for (const group of ['build', 'srpm-build']) await admin.groupListAdd('f42', group);
  await admin.groupPackageListAdd('f42', 'build', 'bash');
  await admin.groupReqListAdd('f42', 'build', 'srpm-build');
  for (const group of ['gone', 'half']) await admin.groupListAdd('f42-build', group);
  await admin.groupListBlock('f42-build', 'gone');
  await admin.groupPackageListAdd('f42-build', 'half', 'bash');
  await admin.groupPackageListBlock('f42-build', 'half', 'bash');
  await admin.groupReqListAdd('f42-build', 'half', 'gone');
  await admin.groupReqListBlock('f42-build', 'half', 'gone');
  for (const repo of ['outside', 'spare']) await admin.createExternalRepo(repo, `http://example.com/${repo}`);
  await admin.addExternalRepoToTag('f42-build', 'outside', 10);
  await admin.grantPermission('alice', 'sidetag');
  const sidetag = await (await hub.as('alice')).createSideTag('f42');
  await admin.revokePermission('alice', 'sidetag');
  return { sidetag: sidetag.name };
}

const foo = ['foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm'];

export async function addBuilds(hub: TestHub) {
  const admin = await hub.as('kojiadmin');
  const imported = [...foo, 'foo-2.0-1.src.rpm', 'bar-1.1-1.src.rpm', 'bar-1.1-1.noarch.rpm'];
  uploadRpms(hub, 'import', ...imported, 'baz-0.9-5.src.rpm');
  for (const name of imported) await admin.importRPM('import', name);
  await admin.massTag('f42', ['foo-1.0-1', 'bar-1.1-1']);
  for (const name of ['maven', 'win', 'image', 'hollow']) await admin.createEmptyBuild(name, '1', '1', null);
  await admin.createMavenBuild('maven-1-1', structValue({ group_id: 'org.x', artifact_id: 'maven', version: '1' }));
  await admin.createWinBuild('win-1-1', structValue({ platform: 'vm' }));
  await admin.createImageBuild('image-1-1');
  uploadText(hub, 'foreign/doc.json', '{}');
  // As if an administrator had uploaded it.
  uploadText(hub, 'foreign/.user', '1');
  const draft = await admin.createEmptyBuild('draft', '1', '1', null, { draft: true, owner: 'alice' });
  uploadText(hub, 'import/a.zip', zipFile(['member', 'other']));
  mkdirSync(join(hub.topdir, `packages/draft/1/1,draft_${draft}`), { recursive: true });
  for (const name of ['b.qcow2', 'a.jar', 'a.exe', 'b.exe']) uploadText(hub, `import/${name}`, name);
  await admin.importArchive('import/a.zip', 'image-1-1', 'image', structValue({ arch: 'x86_64' }));
  const reserved = await (await hub.as('alice')).CGInitBuild(
    'maker',
    structValue({ name: 'made', version: '1', release: '1', epoch: null }),
  );
  await admin.addRPMSig('foo-1.0-1.src', readFileSync(rpmFixture('signed/foo-1.0-1.src.sighdr')).toString('base64'));
  const signatures = (await admin.queryRPMSigs()) as { sigkey: string }[];
  const [archive] = (await admin.listArchives({ filename: 'a.zip' })) as { id: number }[];
  const rpm = await admin.getRPM('foo-1.0-1.x86_64', { strict: true });
  return {
    draft,
    reserved: reserved.build_id,
    reservation: reserved.token,
    archive: archive!.id,
    sigkey: signatures.map(({ sigkey }) => sigkey).find((key) => key !== '')!,
    rpm: (rpm as { id: number }).id,
    complete: (await admin.getBuild('foo-1.0-1', { strict: true }))!.id,
    alice: (await admin.getUser({ userInfo: 'alice', strict: true }))!.id,
    f42: (await admin.getTag('f42', { strict: true }))!.id,
    hollow: (await admin.getBuild('hollow-1-1', { strict: true }))!.id,
    cgMetadata: uploadForGenerator(hub),
    /** The absolute name of a file below work. */
    absolute: (path: string) => join(hub.topdir, 'work', path),
  };
}

/** A file as a content generator would bring it, and what it would say of it. */
function uploadForGenerator(hub: TestHub): WireStruct {
  const document = '{}';
  uploadText(hub, 'cg/doc.json', document);
  return structValue({
    metadata_version: 0,
    build: {
      name: 'generated',
      version: '1',
      release: '1',
      source: 'git://example.com/x',
      start_time: 1500000000,
      end_time: 1500000100,
      extra: { typeinfo: { custom: {} } },
    },
    buildroots: [
      {
        id: 1,
        host: { os: 'os', arch: 'x86_64' },
        content_generator: { name: 'maker', version: '1' },
        container: { type: 'docker', arch: 'x86_64' },
        tools: [{ name: 'tool', version: '2' }],
        components: [],
      },
    ],
    output: [
      {
        buildroot_id: 1,
        filename: 'doc.json',
        filesize: document.length,
        checksum: createHash('sha256').update(document).digest('hex'),
        checksum_type: 'sha256',
        type: 'file',
        arch: 'noarch',
        extra: { typeinfo: { custom: {} } },
      },
    ],
  });
}

/** Tasks and buildroots of the builder, and a task of another one, owned by alice. */
export async function addTasks(hub: TestHub, holder: TestBuilder, other: TestBuilder) {
  const admin = await hub.as('kojiadmin');
  const builder = holder.hub;
  const open = async (method: string, args?: unknown[]) => anOpenTask(hub, holder, method, args);
  const openTask = await open('build');
  const childTask = await builder.host.subtask('buildArch', ['x.src.rpm', 'f42-build', 'x86_64'], openTask, { label: 'x86_64' });
  const endedTask = await builder.host.subtask('buildArch', ['x.src.rpm', 'f42-build', 'noarch'], openTask, { label: 'noarch' });
  await builder.host.openTask(endedTask);
  await builder.host.taskSetWait(openTask, null);
  await builder.host.closeTask(endedTask, response);
  const assignedTask = await admin.makeTask('build', ['x.src.rpm', 'f42'], { assign: holder.name });
  const freeTask = await admin.makeTask('build', ['y.src.rpm', 'f42']);
  const [failedTask, closedTask, tagTask] = [await open('buildArch'), await open('build'), await open('tagBuild')];
  const repo = await readyRepo(hub, 'f42-build');
  const newBuildroot = async (task_id: number) => builder.host.newBuildRoot(repo, 'x86_64', { task_id });
  const buildroots = {
    buildroot: await newBuildroot(openTask),
    busyBuildroot: await newBuildroot(openTask),
    failedBuildroot: await newBuildroot(failedTask),
  };
  await builder.host.setBuildRootState(buildroots.busyBuildroot, 2, { task_id: openTask });
  await builder.host.failTask(failedTask, faultResponse);
  await builder.host.closeTask(closedTask, response);
  const data = (name: string) => ({ name, version: '1', release: '1', epoch: null });
  const building = await builder.host.initBuild(
    structValue({ name: 'foo', version: '1.0', release: '2', epoch: null, task_id: openTask }),
  );
  const image = await builder.host.initImageBuild(openTask, structValue(data('imaging')));
  const maven = await builder.host.initMavenBuild(
    openTask,
    { ...data('org.x-lib'), version: '1' },
    structValue({ group_id: 'org.x', artifact_id: 'lib', version: '1' }),
  );
  const win = await builder.host.initWinBuild(openTask, data('winning'), structValue({ platform: 'vm' }));
  const otherTask = await anOpenTask(hub, other);
  addOutput(hub, openTask);
  const scratchTask = await aScratchBuild(hub, holder, open, repo);
  const alice = "(select id from users where name = 'alice')";
  await hub.database.sql(`update task set owner = ${alice}`);
  // Who asked for the tagging is who must be allowed it.
  await hub.database.sql("update task set owner = (select id from users where name = 'with-tag') where id = $1", [tagTask]);
  await hub.database.sql(`update build set owner = ${alice}`);
  return {
    openTask,
    childTask,
    assignedTask,
    freeTask,
    failedTask,
    closedTask,
    endedTask,
    tagTask,
    otherTask,
    scratchTask,
    repo,
    ...buildroots,
    building,
    buildingImage: image.id,
    buildingMaven: maven.id,
    buildingWin: win.id,
  };
}

/** What the open task has uploaded, for the methods that take it. */
function addOutput(hub: TestHub, task: number): void {
  const directory = taskDirectory(task);
  uploadRpms(hub, directory, 'foo-1.0-2.src.rpm', 'foo-1.0-2.x86_64.rpm', 'baz-0.9-5.src.rpm', 'baz-0.9-5.x86_64.rpm');
  uploadText(hub, `${directory}/org/x/lib/1/lib-1.jar`, 'jar');
  uploadText(
    hub,
    `${directory}/org/x/lib/1/lib-1.pom`,
    '<project><groupId>org.x</groupId><artifactId>lib</artifactId><version>1</version></project>',
  );
  for (const name of ['build.log', 'img.qcow2', 'a.exe', 'repo_manifest', 'kojipkgs'])
    uploadText(hub, `${directory}/${name}`, '{}');
  uploadText(hub, `${directory}/repo_manifest`, '["repomd.xml"]');
  uploadText(hub, `${directory}/repomd.xml`, '<repomd/>');
}

/** A finished scratch build of foo-1.0-1 for another arch, from the same source. */
async function aScratchBuild(
  hub: TestHub,
  { name, hub: builder }: TestBuilder,
  open: (method: string, args?: unknown[]) => Promise<number>,
  repo: number,
): Promise<number> {
  const source = 'git+https://scm/foo#1';
  const own = await open('build', [source, 'f42']);
  const parent = await open('build', [source, 'f42', { scratch: true }]);
  const child = await builder.host.subtask('buildArch', ['x', 'f42-build', 'aarch64'], parent, { assign: name });
  await builder.host.openTask(child);
  await builder.host.newBuildRoot(repo, 'x86_64', { task_id: child });
  uploadRpms(hub, taskDirectory(child), 'foo-1.0-1.src.rpm', 'foo-1.0-1.aarch64.rpm');
  uploadText(hub, `${taskDirectory(child)}/build.log`, 'log');
  await hub.database.sql('update task set state = 2, completion_time = now() where id = any($1)', [[own, parent, child]]);
  await hub.database.sql("update build set task_id = $1 where version = '1.0' and release = '1'", [own]);
  return parent;
}

export async function addRepos(hub: TestHub, { hub: builder }: TestBuilder) {
  const admin = await hub.as('kojiadmin');
  const [newRepo] = (await builder.host.repoInit('f42-build')) as [number, number];
  const task = await admin.distRepo('f42', [], { arch: ['x86_64'] });
  const [, distRepo] = (await admin.getTaskRequest(task)) as [string, number];
  const { request } = await admin.repo.request('f42', { force: true });
  return { newRepo, distRepo, repoRequest: request!.id };
}

export async function addNotices(hub: TestHub) {
  const alice = await hub.as('alice');
  await alice.createNotification('alice', 'foo', 'f42', true);
  await alice.createNotificationBlock('alice', { package_id: 'bar' });
  const [notification] = await alice.getBuildNotifications();
  const [block] = await alice.getBuildNotificationBlocks();
  return { notification: notification!.id, block: block!.id };
}
