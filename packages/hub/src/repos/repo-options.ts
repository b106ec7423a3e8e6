import { ParameterError } from '@koji/common/errors';
import { matchesAnyGlob } from '@koji/common/glob';
import type { RepoOptions } from '@koji/common/types/repo';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { HubConfig } from '../config/hub-config.ts';
import { isStruct, isTruthy, type Shape } from '../rpc/shapes.ts';

const names = ['src', 'debuginfo', 'separate_src', 'maven'] as const satisfies readonly (keyof RepoOptions)[];
type Complete = Required<RepoOptions>;

/** What callers may ask a repository to contain. Nil values stand for what is not said. */
export const repoOptions: Shape<RepoOptions> = {
  label: 'repo options',
  read(value, parameter) {
    if (value === null) return {};
    if (!isStruct(value)) throw new ParameterError(`Invalid type for ${parameter}: repo opts must be a struct`);
    const unknown = Object.keys(value).find((key) => !isName(key));
    if (unknown !== undefined) throw new ParameterError(`Invalid repo option: ${unknown}`);
    return pick(value);
  },
};
/** As repoOptions, but what makes no sense is passed over: a builder tells of what a task was made with. */
export const lenientRepoOptions: Shape<RepoOptions> = {
  label: 'repo options',
  read: (value) => (isStruct(value) ? pick(value) : {}),
};
function isName(key: string): key is (typeof names)[number] {
  return names.some((name) => name === key);
}
function pick(given: WireStruct): RepoOptions {
  const said = names.filter((name) => given[name] !== undefined && given[name] !== null);
  return Object.fromEntries(said.map((name) => [name, isTruthy(given[name])]));
}

export interface EffectiveOptions {
  readonly opts: Complete;
  /** What differs from the tag's own options. */
  readonly custom: RepoOptions;
}
/** The options of a tag's repository: hub settings by name, the tag's own, then what was asked for. */
export function effectiveOptions(
  config: HubConfig,
  tag: { readonly name: string; readonly extra: WireStruct; readonly maven_support: boolean },
  override: RepoOptions,
): EffectiveOptions {
  const base: Complete = {
    src: matchesAnyGlob(tag.name, config.sourceTags),
    debuginfo: matchesAnyGlob(tag.name, config.debuginfoTags),
    separate_src: matchesAnyGlob(tag.name, config.separateSourceTags),
    maven: false,
    ...tagOptions(tag.extra),
  };
  if (!config.enableMaven) base.maven = false;
  else if (tag.maven_support) base.maven = true;
  const custom: RepoOptions = Object.fromEntries(
    Object.entries(override).filter(([name, value]) => base[name as keyof Complete] !== value),
  );
  return { opts: { ...base, ...custom }, custom };
}
function tagOptions(extra: WireStruct): RepoOptions {
  const own: WireValue | undefined = extra['repo.opts'];
  if (own !== undefined) return isStruct(own) ? pick(own) : {};
  // Compatibility: the older way to ask for debuginfo packages.
  return extra.with_debuginfo === undefined ? {} : { debuginfo: isTruthy(extra.with_debuginfo) };
}
