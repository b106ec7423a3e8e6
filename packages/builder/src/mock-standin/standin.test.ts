import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mockConfig } from '@koji/common/mock-config';
import { readFacts } from '@koji/common/rpm/fields';
import { readRpm } from '@koji/common/rpm/header';
import { createLogger } from '@koji/common/service/logger';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { expect, test } from 'vitest';
import { readInstalled } from '../buildroot/installed.ts';
import { assertMockUsable } from '../mock/usable.ts';
import { ProcessRunner } from '../process/runner.ts';
import { readStandinArguments } from './arguments.ts';
import { parsePythonLiteral } from './python-literal.ts';
import { loadStandinConfig } from './read-config.ts';
import { Standin } from './standin.ts';

const spec = (more: string) => `Name: hello
Version: 1.0
Release: 1%{?dist}
Summary: A greeting
License: MIT
BuildArch: noarch
Source0: greeting
%description
It greets.
%prep
%build
${more}
%install
mkdir -p %{buildroot}/usr/share/hello
cp %{SOURCE0} %{buildroot}/usr/share/hello/
touch /etc/the-build-was-here
%files
/usr/share/hello
`;

async function aStandin(directory: string) {
  const runner = new ProcessRunner(createLogger({ name: 'test', level: 'silent' }));
  const config = join(directory, 'f42-build-1-1.cfg');
  await writeFile(
    config,
    mockConfig({
      name: 'f42-build-1-1',
      arch: 'x86_64',
      repoId: 1,
      tagName: 'f42-build',
      mockdir: directory,
      macros: { '%dist': '.fc42' },
      vendor: 'Test',
    }),
  );
  const top = join(directory, 'f42-build-1-1');
  return {
    runner,
    root: join(top, 'root'),
    result: join(top, 'result'),
    async mock(...args: string[]) {
      const parsed = readStandinArguments(['-r', config, ...args]);
      return new Standin(parsed, await loadStandinConfig(parsed.root, parsed.configDir), runner).run();
    },
  };
}

test('a source tree becomes a source package, and that becomes packages, without a trace on the host', async () => {
  await using directory = await temporaryDirectory();
  const { mock, root, result, runner } = await aStandin(directory.path);
  expect(await mock('--init')).toBe(0);
  expect(await readFile(join(result, 'root.log'), 'utf8')).toContain('WARNING: this is not mock');
  expect(await readInstalled(runner, root)).toBeInstanceOf(Array);

  const sources = join(root, 'chroot_tmpdir/scmroot/hello');
  await mkdir(sources, { recursive: true });
  await writeFile(join(sources, 'hello.spec'), spec(''));
  expect(
    await mock('--no-clean', '--unpriv', '--cwd', '/chroot_tmpdir/scmroot/hello', '--chroot', 'sh', '-c', 'echo hi > greeting'),
  ).toBe(0);
  expect(
    await mock('--no-clean', '--buildsrpm', '--spec', join(sources, 'hello.spec'), '--sources', sources, '--target', 'noarch'),
  ).toBe(0);
  expect(await mock('--no-clean', '--target', 'noarch', '--rebuild', join(result, 'hello-1.0-1.fc42.src.rpm'))).toBe(0);
  const packages = (await readdir(result)).filter((name) => name.endsWith('.rpm')).sort();
  expect(packages).toEqual(['hello-1.0-1.fc42.noarch.rpm', 'hello-1.0-1.fc42.src.rpm']);
  expect(readFacts(await readRpm(join(result, 'hello-1.0-1.fc42.noarch.rpm')))).toMatchObject({ name: 'hello', arch: 'noarch' });
  await expect(readFile('/etc/the-build-was-here')).rejects.toThrow('ENOENT');
}, 60_000);

test('a build that fails ends with mock’s status and tells why in build.log', async () => {
  await using directory = await temporaryDirectory();
  const { mock, root, result } = await aStandin(directory.path);
  await mock('--init');
  const sources = join(root, 'chroot_tmpdir');
  await mkdir(sources);
  await writeFile(join(sources, 'hello.spec'), spec('echo it is broken; exit 1'));
  await writeFile(join(sources, 'greeting'), 'hi');
  await mock('--buildsrpm', '--spec', join(sources, 'hello.spec'), '--sources', sources, '--target', 'noarch');
  expect(await mock('--target', 'noarch', '--rebuild', join(result, 'hello-1.0-1.fc42.src.rpm'))).toBe(10);
  expect(await readFile(join(result, 'build.log'), 'utf8')).toContain('it is broken');
  expect(await mock('--install', 'a-package-that-nobody-has')).toBe(30);
  expect(await mock('--chroot', 'exit 7')).toBe(7);
}, 60_000);

test('values of a configuration are read as Python writes them', async () => {
  const literal = `{'a': [1, 2.5, None], "b'": ('x\\n\\x41\\u00e9', True, False), 'c': {}}`;
  expect(parsePythonLiteral(literal)).toEqual({ a: [1, 2.5, null], "b'": ['x\nAé', true, false], c: {} });
  expect(() => parsePythonLiteral("__import__('os')")).toThrow('cannot read');
});

test('where mock itself is installed the stand-in refuses', async () => {
  await using directory = await temporaryDirectory();
  await writeFile(join(directory.path, 'mock'), '#!/bin/sh\n', { mode: 0o755 });
  const before = process.env.PATH;
  process.env.PATH = `${directory.path}:${before}`;
  try {
    const log = createLogger({ name: 'test', level: 'silent' });
    await expect(assertMockUsable({ mockpath: '/x/koji-mock-standin.mjs', mockdir: directory.path }, log)).rejects.toThrow(
      'although mock is installed',
    );
  } finally {
    process.env.PATH = before;
  }
});
