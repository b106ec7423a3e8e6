import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createLogger } from '@koji/common/service/logger';
import { isSuccess, ProcessRunner } from '../process/runner.ts';

const spec = `Name: hello
Version: 1.0
Release: 2%{?dist}
Summary: A greeting
License: MIT
%description
It greets.
%package doc
Summary: About the greeting
BuildArch: noarch
%description doc
It explains.
%install
mkdir -p %{buildroot}/usr/share/hello %{buildroot}/usr/share/doc/hello
touch %{buildroot}/usr/share/hello/greeting %{buildroot}/usr/share/doc/hello/README
%files
/usr/share/hello
%files doc
/usr/share/doc/hello
`;

/** Makes the packages of hello-1.0-2.rig for x86_64, as a build root does, and answers their paths. */
export async function makeHelloPackages(directory: string): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'hello.spec'), spec);
  const defines = {
    _topdir: directory,
    dist: '.rig',
    debug_package: '%{nil}',
    packager: 'Koji',
    vendor: 'Koji',
    distribution: 'Koji',
  };
  const options = Object.entries(defines).flatMap(([name, value]) => ['--define', `${name} ${value}`]);
  const runner = new ProcessRunner(createLogger({ name: 'test', level: 'silent' }));
  const command = ['rpmbuild', '-ba', '--nodeps', '--target', 'x86_64', ...options, join(directory, 'hello.spec')];
  const made = await runner.capture(command, { env: { HOME: directory } });
  if (!isSuccess(made)) throw new Error(made.stderr);
  const names = await readdir(directory, { recursive: true });
  return names.filter((name) => name.endsWith('.rpm')).map((name) => join(directory, name));
}

export async function copyInto(directory: string, paths: readonly string[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const path of paths) await copyFile(path, join(directory, basename(path)));
}
