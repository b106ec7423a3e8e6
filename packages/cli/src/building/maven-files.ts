import { interpolateSection } from '@koji/common/config/interpolate';
import type { WireStruct } from '@koji/common/wire/values';
import { readConfigFiles } from '../config/read-files.ts';
import { UsageError } from '../errors.ts';
import { mavenOptions } from './maven-options.ts';

/** What a section of a file says about a build: a Maven build, or the wrapping of another build in rpms. */
export type MavenBuilds = ReadonlyMap<string, WireStruct>;
interface Style {
  readonly chain: boolean;
  readonly scratch: boolean;
}

/** Reads the builds that files describe, one a section. */
export function readMavenFiles(paths: readonly string[], style: Style): MavenBuilds {
  const sections = readConfigFiles(paths.map((path) => ({ path, required: false })));
  const builds = new Map([...sections].map(([name, section]) => [name, readSection(name, interpolateSection(section), style)]));
  if (builds.size === 0) throw new UsageError(`No sections found in: ${paths.join(', ')}`);
  return builds;
}

function readSection(name: string, values: ReadonlyMap<string, string>, { chain, scratch }: Style): WireStruct {
  const type = values.get('type') ?? 'maven';
  const words = (key: string) => (values.get(key) ?? '').split(/\s+/).filter((word) => word !== '');
  const lines = (key: string) => (values.get(key) ?? '').split('\n').filter((line) => line !== '');
  if (type === 'wrapper') {
    const buildrequires = words('buildrequires');
    if (buildrequires.length !== 1) throw new UsageError(`${name}: a wrapper-rpm must depend on exactly one package`);
    return { type, scmurl: values.get('scmurl') ?? null, buildrequires, ...(scratch ? {} : { create_build: true }) };
  }
  if (type !== 'maven') throw new UsageError(`${name}: unsupported build type ${type}`);
  if (!values.get('scmurl')) throw new UsageError(`${name} is missing the scmurl parameter`);
  const settings = {
    scmurl: values.get('scmurl'),
    patches: values.get('patches'),
    specfile: values.get('specfile'),
    goals: words('goals'),
    profiles: words('profiles'),
    packages: words('packages'),
    jvmOptions: words('jvm_options'),
    mavenOptions: words('maven_options'),
    properties: lines('properties'),
    envs: lines('envs'),
    buildrequires: words('buildrequires'),
  };
  return mavenOptions(settings, { chain, scratch });
}

/** The one build that is meant: that of a section, or the only one there is. */
export function readMavenFile(
  paths: readonly string[],
  section: string | undefined,
  { scratch }: { readonly scratch: boolean },
): { readonly name: string; readonly options: WireStruct } {
  const builds = readMavenFiles(paths, { chain: false, scratch });
  const names = section ? [section] : [...builds.keys()];
  const [name = ''] = names;
  const options = builds.get(name);
  if (!options) throw new UsageError(`Section ${name} does not exist in: ${paths.join(', ')}`);
  if (names.length > 1) throw new UsageError(`Multiple sections in: ${paths.join(', ')}, you must specify the section`);
  return { name, options };
}

/** Builds of a chain; each must come after those that it requires, which must all be in the chain. */
export function readMavenChain(paths: readonly string[], { scratch }: { readonly scratch: boolean }): MavenBuilds {
  const builds = readMavenFiles(paths, { chain: true, scratch });
  const waiting = new Map([...builds].map(([name, { buildrequires }]) => [name, new Set((buildrequires ?? []) as string[])]));
  for (;;) {
    const ready = [...waiting].filter(([, requires]) => requires.size === 0).map(([name]) => name);
    if (ready.length === 0) break;
    for (const name of ready) waiting.delete(name);
    for (const requires of waiting.values()) for (const name of ready) requires.delete(name);
  }
  if (waiting.size > 0)
    throw new UsageError(`No possible build order, missing/circular dependencies of ${[...waiting.keys()].join(', ')}`);
  return builds;
}
