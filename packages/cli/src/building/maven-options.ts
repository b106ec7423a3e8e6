import type { WireStruct } from '@koji/common/wire/values';
import { UsageError } from '../errors.ts';

/** What can be said about a Maven build, on the command line or in a file. */
export interface MavenSettings {
  readonly scmurl?: string | undefined;
  readonly patches?: string | undefined;
  readonly specfile?: string | undefined;
  readonly goals: readonly string[];
  readonly profiles: readonly string[];
  readonly packages: readonly string[];
  readonly jvmOptions: readonly string[];
  readonly mavenOptions: readonly string[];
  readonly properties: readonly string[];
  readonly envs: readonly string[];
  readonly buildrequires?: readonly string[];
}

/** The options of a Maven build's task; those of a chain are noted for the whole chain, so that scratch is not among them. */
export function mavenOptions(
  settings: MavenSettings,
  { chain = false, scratch }: { readonly chain?: boolean; readonly scratch: boolean },
): WireStruct {
  const lists = {
    goals: settings.goals,
    profiles: settings.profiles,
    packages: settings.packages,
    jvm_options: settings.jvmOptions,
    maven_options: settings.mavenOptions,
  };
  const properties = Object.fromEntries(settings.properties.map((word) => splitPair(word, null)));
  const envs = Object.fromEntries(settings.envs.map((word) => splitPair(word, undefined)));
  const buildrequires = chain ? (settings.buildrequires ?? []) : [];
  return {
    ...(settings.scmurl ? { scmurl: settings.scmurl } : {}),
    ...(settings.patches ? { patches: settings.patches } : {}),
    ...(settings.specfile ? { specfile: settings.specfile } : {}),
    ...Object.fromEntries(Object.entries(lists).flatMap(([key, words]) => (words.length > 0 ? [[key, [...words]]] : []))),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(Object.keys(envs).length > 0 ? { envs } : {}),
    ...(buildrequires.length > 0 ? { buildrequires: [...buildrequires] } : {}),
    ...(scratch && !chain ? { scratch: true } : {}),
  };
}

/** `NAME=VALUE`; without a value it is `fallback`, and without that an error. */
function splitPair(word: string, fallback: null | undefined): [string, string | null] {
  const equals = word.indexOf('=');
  if (equals !== -1) return [word.slice(0, equals), word.slice(equals + 1)];
  if (fallback === undefined) throw new UsageError(`Environment variables must be in NAME=VALUE format, not ${word}`);
  return [word, fallback];
}
