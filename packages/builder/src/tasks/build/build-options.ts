import { BuildError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import { isTruthy } from '@koji/common/is-truthy';
import type { WireStruct, WireValue } from '@koji/common/wire/values';

/** The options of a build, read once. */
export interface BuildOptions {
  readonly scratch: boolean;
  readonly draft: boolean;
  readonly skipTag: boolean;
  readonly failFast: boolean;
  readonly archOverride: string | undefined;
  readonly repoId: number | undefined;
  /** N-V-Rs that must be in the repository. */
  readonly waitBuilds: readonly string[];
  /** Whether the repository must hold everything up to now. */
  readonly waitRepo: boolean;
  /** Whether an uploaded source package is made anew; undefined leaves it to the tag. */
  readonly rebuildSrpm: boolean | undefined;
  readonly customUserMetadata: WireStruct | undefined;
  /** As they were sent, for the policies, which tell nil from false. */
  readonly raw: WireStruct;
}

/** Throws BuildError for options that do not go together. */
export function readBuildOptions(opts: WireStruct | null): BuildOptions {
  const raw = opts ?? {};
  const scratch = isTruthy(raw.scratch);
  const archOverride = isTruthy(raw.arch_override) ? String(raw.arch_override) : undefined;
  if (archOverride !== undefined && !scratch) throw new BuildError('arch_override is only allowed for scratch builds');
  return {
    scratch,
    draft: isTruthy(raw.draft),
    skipTag: isTruthy(raw.skip_tag),
    failFast: isTruthy(raw.fail_fast),
    archOverride,
    repoId: raw.repo_id === null || raw.repo_id === undefined ? undefined : Number(raw.repo_id),
    waitBuilds: Array.isArray(raw.wait_builds) ? raw.wait_builds.map(String) : [],
    waitRepo: isTruthy(raw.wait_repo),
    rebuildSrpm: isNothing(raw.rebuild_srpm) ? undefined : isTruthy(raw.rebuild_srpm),
    customUserMetadata: readMetadata(raw.custom_user_metadata),
    raw,
  };
}

function readMetadata(value: WireValue | undefined): WireStruct | undefined {
  if (!isTruthy(value)) return undefined;
  if (!isStruct(value)) throw new BuildError('custom_user_metadata must be serializable to a JSON object');
  return value;
}
function isNothing(value: WireValue | undefined): boolean {
  return value === null || value === undefined;
}
