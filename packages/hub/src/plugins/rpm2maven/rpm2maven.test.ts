import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { filesBelow, rpmFixture, uploadRpms } from '../../testing/content.fixture.ts';
import { startHub } from '../../testing/hub.fixture.ts';
import { cpioMembers } from './cpio.ts';

const repository = '/usr/share/java/repository/maven2';
const spec = `
Name: lib
Version: 1
Release: 1
Summary: x
License: MIT
BuildArch: noarch
%description
x
%package repolib
Summary: x
%description repolib
x
%install
d=%{buildroot}${repository}/org/x/lib/1.0
mkdir -p $d %{buildroot}${repository}/org/x/nopom %{buildroot}/usr/share/doc
echo '<project><groupId>org.x</groupId><artifactId>lib</artifactId><version>1.0</version></project>' > $d/lib-1.0.pom
echo jar > $d/lib-1.0.jar
echo text > $d/notes.unknown
ln -s /etc/passwd $d/lib-1.0-link.jar
echo jar > %{buildroot}${repository}/org/x/nopom/other-1.0.jar
cp $d/lib-1.0.jar $d/lib-1.0.pom %{buildroot}/usr/share/doc
%files repolib
/usr/share
`;

/** lib-1-1.src.rpm and lib-repolib-1-1.noarch.rpm. */
function makeRpms(directory: string): string[] {
  writeFileSync(join(directory, 'lib.spec'), spec);
  const options = ['-ba', '--nodeps', '--define', `_topdir ${directory}`, '--define', 'debug_package %{nil}'];
  execFileSync('rpmbuild', [...options, join(directory, 'lib.spec')], {
    env: { ...process.env, HOME: directory },
    stdio: 'pipe',
  });
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.rpm')).map((name) => join(directory, name));
}

test('artifacts in an rpm become part of the build, and nothing of it stays in the work directory', async () => {
  await using directory = await temporaryDirectory();
  const rpms = makeRpms(directory.path);
  await using hub = await startHub({ settings: { Plugins: 'rpm2maven', EnableMaven: 'yes' } });
  const admin = await hub.as('kojiadmin');
  mkdirSync(join(hub.topdir, 'work/import'), { recursive: true });
  for (const path of rpms) copyFileSync(path, join(hub.topdir, 'work/import', basename(path)));
  uploadRpms(hub, 'import', 'foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm');
  const names = ['lib-1-1.src.rpm', 'lib-repolib-1-1.noarch.rpm', 'foo-1.0-1.src.rpm', 'foo-1.0-1.x86_64.rpm'];
  for (const name of names) await admin.importRPM('import', name);

  const archives = await admin.listArchives({ buildID: await idOf('lib-1-1'), type: 'maven' });
  expect(archives.map((each) => ({ ...each }))).toMatchObject([
    { filename: 'lib-1.0.jar', group_id: 'org.x', artifact_id: 'lib', version: '1.0', buildroot_id: null },
    { filename: 'lib-1.0.pom', group_id: 'org.x', artifact_id: 'lib', version: '1.0' },
  ]);
  expect(await admin.getMavenBuild('lib-1-1')).toMatchObject({ group_id: 'lib', artifact_id: 'lib-repolib', version: '1-1' });
  const place = 'packages/lib/1/1/maven/org/x/lib/1.0';
  expect(readFileSync(join(hub.topdir, place, 'lib-1.0.jar'), 'utf8')).toBe('jar\n');
  expect(filesBelow(hub, 'work/rpm2maven')).toEqual([]);
  expect(await admin.listArchives({ buildID: await idOf('foo-1.0-1') })).toEqual([]);

  // An rpm that cannot be taken in leaves nothing.
  const rpm = 'lib-repolib-1-1.noarch.rpm';
  await hub.database.sql(`delete from rpmsigs using rpminfo where rpm_id = id and name = 'lib-repolib'`);
  await hub.database.sql(`delete from rpminfo where name = 'lib-repolib'`);
  await hub.database.sql(`update maven_builds set artifact_id = 'other'`);
  rmSync(join(hub.topdir, 'work/import', rpm));
  copyFileSync(rpms.find((path) => path.endsWith(rpm)) ?? '', join(hub.topdir, 'work/import', rpm));
  await expect(admin.importRPM('import', rpm)).rejects.toMatchObject({
    faultCode: 1017,
    message: expect.stringContaining('artifact_id mismatch (current: other, new: lib-repolib)'),
  });
  expect(filesBelow(hub, 'work/rpm2maven')).toEqual([]);
  expect(await admin.getRPM('lib-repolib-1-1.noarch')).toBeNull();

  async function idOf(nvr: string): Promise<number> {
    return ((await admin.getBuild(nvr)) as { id: number }).id;
  }
});

test('a cpio archive is read whatever the pieces it comes in, and one that is damaged is refused', async () => {
  const rpm = rpmFixture('foo-1.0-1.x86_64.rpm');
  const archive = execFileSync('rpm2cpio', [rpm]);
  const told = execFileSync('rpm', ['-qp', '--nosignature', '--qf', '[%{FILENAMES} %{FILEMODES:octal} %{FILESIZES}\n]', rpm]);
  const members = [...told.toString().matchAll(/(\S+) (\d+) (\d+)\n/g)].map(([, name, mode = '', size]) => [
    `.${name}`,
    Number.parseInt(mode, 8),
    Number(size),
  ]);
  const read = async (bytes: Buffer, step: number) => {
    const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, i) => bytes.subarray(i * step, (i + 1) * step));
    const members: [string, number, number][] = [];
    for await (const { name, mode, content } of cpioMembers(Readable.from(pieces))) {
      let length = 0;
      for await (const piece of content) length += piece.length;
      members.push([name, mode, length]);
    }
    return members;
  };
  for (const step of [1, 7, archive.length]) expect(await read(archive, step)).toEqual(members);
  await expect(read(archive.subarray(0, archive.length / 2), 100)).rejects.toThrow('ends too early');
  await expect(read(Buffer.alloc(200, 'x'), 100)).rejects.toThrow('no cpio archive');
});

test('whoever makes a cpio archive is told when nobody reads on, and heard when something is wrong in the end', async () => {
  const archive = execFileSync('rpm2cpio', [rpmFixture('foo-1.0-1.x86_64.rpm')]);
  let isOver = false;
  async function* source(end?: Error) {
    try {
      isOver = false;
      yield archive;
      yield Buffer.alloc(1000);
      if (end) throw end;
    } finally {
      isOver = true;
    }
  }
  for await (const _first of cpioMembers(source())) break;
  expect(isOver).toBe(true);
  const readAll = async () => {
    for await (const _member of cpioMembers(source(new Error('the digest is wrong'))));
  };
  await expect(readAll()).rejects.toThrow('the digest is wrong');
});
