import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../trial/layout.ts';

const run = promisify(execFile);
const source = join(repository, 'script/sample/hello-koji');

export interface SourcePackage {
  readonly path: string;
  readonly name: string;
  /** name-version-release of the build that comes of it. */
  readonly nvr: string;
}

/** Packs the sample's sources and makes a source RPM of them in `directory`, with the spec's release or another one. */
export async function makeSourcePackage(directory: string, { release = '1' } = {}): Promise<SourcePackage> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(join(directory, 'SOURCES'), { recursive: true });
  const spec = (await readFile(join(source, 'hello-koji.spec'), 'utf8')).replace(/^(Release:\s*)\d+/m, `$1${release}`);
  const [name, version] = [readTag(spec, 'Name'), readTag(spec, 'Version')];
  await run('tar', [
    '--create',
    '--gzip',
    '--file',
    join(directory, 'SOURCES', `${name}-${version}.tar.gz`),
    '--directory',
    source,
    `${name}-${version}`,
  ]);
  const specFile = join(directory, 'hello-koji.spec');
  await writeFile(specFile, spec);
  // No dist: the same name everywhere.
  await run('rpmbuild', ['-bs', '--nodeps', '--define', `_topdir ${directory}`, '--define', 'dist %{nil}', specFile]);
  const [file] = await readdir(join(directory, 'SRPMS'));
  if (file === undefined) throw new Error('rpmbuild made no source package');
  return { path: join(directory, 'SRPMS', file), name, nvr: file.replace(/\.src\.rpm$/, '') };
}

function readTag(spec: string, tag: string): string {
  const value = new RegExp(`^${tag}:\\s*(\\S+)`, 'm').exec(spec)?.[1];
  if (value === undefined) throw new Error(`the sample's spec has no ${tag}`);
  return value;
}
