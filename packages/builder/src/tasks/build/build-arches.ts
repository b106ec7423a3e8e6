import { canonArch, splitArches } from '@koji/common/arch';
import { BuildError } from '@koji/common/errors';
import { matchesAnyGlob } from '@koji/common/glob';
import type { BuildConfig } from '@koji/common/types/tag';
import type { SourcePackage } from '../../rpm/source-package.ts';

type ArchRules = Pick<SourcePackage, 'buildArches' | 'exclusiveArches' | 'excludeArches'>;

export interface ArchQuestion {
  readonly tag: { readonly id: number; readonly name: string; readonly arches: string | null };
  readonly source: ArchRules;
  /** Further arches that the package is built for in this tag. */
  readonly extraArches: string | null;
  /** Instead of all that; only scratch builds have it. */
  readonly override: string | undefined;
}

/** The arches that a package is built for. Throws BuildError when there is none. */
export function chooseBuildArches({ tag, source, extraArches, override }: ArchQuestion): string[] {
  if (splitArches(tag.arches).length === 0) throw new BuildError(`No arches for tag ${tag.name} [${tag.id}]`);
  const offered = new Set(splitArches(tag.arches).map(canonArch));
  const wanted = override === undefined ? wantedArches(tag.arches, extraArches, source) : splitArches(override);
  // What the tag cannot handle is left out.
  const arches = wanted.filter((arch) => arch === 'noarch' || offered.has(canonArch(arch)));
  if (arches.length === 0) throw new BuildError('No matching arches were found');
  return [...new Set(arches)];
}

function wantedArches(tagArches: string | null, extraArches: string | null, rules: ArchRules): string[] {
  const { buildArches, exclusiveArches, excludeArches } = rules;
  const base = buildArches.length > 0 ? [...buildArches] : [...splitArches(tagArches), ...splitArches(extraArches)];
  const allowed = base
    .filter((arch) => exclusiveArches.length === 0 || exclusiveArches.includes(arch))
    .filter((arch) => !excludeArches.includes(arch));
  const isNoarch = buildArches.includes('noarch') || exclusiveArches.includes('noarch');
  return isNoarch && !excludeArches.includes('noarch') ? [...allowed, 'noarch'] : allowed;
}

export interface TaskArchQuestion {
  readonly arch: string;
  readonly source: ArchRules | undefined;
  readonly tagArches: string | null;
  /** The tag's own restriction for noarch builds. */
  readonly noarchArches: string | undefined;
  /** Globs of arches that tasks keep as they are. */
  readonly literalArches: readonly string[];
  readonly random?: () => number;
}

/** The arch of the task that builds for `arch`: which hosts may take it. Throws BuildError when none could. */
export function chooseTaskArch(question: TaskArchQuestion): string {
  const { arch, source, tagArches, noarchArches, literalArches, random = Math.random } = question;
  if (matchesAnyGlob(arch, literalArches)) return arch;
  if (arch !== 'noarch') return canonArch(arch);
  const exclusive = (source?.exclusiveArches ?? []).map(canonArch);
  const exclude = (source?.excludeArches ?? []).map(canonArch);
  if (exclusive.length === 0 && exclude.length === 0 && !noarchArches) return 'noarch';
  const offered = [...new Set(splitArches(tagArches).map(canonArch))];
  const restricted = noarchArches ? splitArches(noarchArches).map(canonArch) : offered;
  const allowed = offered
    .filter((candidate) => restricted.includes(candidate))
    .filter((candidate) => exclusive.length === 0 || exclusive.includes(candidate))
    .filter((candidate) => !exclude.includes(candidate));
  // Where every arch of the tag does, every host does.
  if (allowed.length === offered.length && allowed.length > 0) return 'noarch';
  const chosen = allowed[Math.floor(random() * allowed.length)];
  if (chosen === undefined) {
    throw new BuildError(
      `No valid arches were found. tag ${offered.join(' ')}, extra ${noarchArches ?? 'None'}, exclusive ${exclusive.join(' ')}, exclude ${exclude.join(' ')}`,
    );
  }
  return chosen;
}

/** The tag's restriction of where noarch packages are built. */
export function noarchArches(tag: Pick<BuildConfig, 'extra'>): string | undefined {
  const value = tag.extra.noarch_arches;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
