import { splitArches } from '@koji/common/arch';
import { GenericError } from '@koji/common/errors';
import type { TagExternalRepo } from '@koji/common/types/external-repo';
import type { RepoMergeMode } from '@koji/common/types/states';

export type Version = readonly [number, number, number];

/** Reads the answer of `mergerepo_c --version`. */
export function parseMergerepoVersion(text: string): Version | undefined {
  const match = /^Version: (\d+)\.(\d+)\.(\d+)/.exec(text.trim());
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined;
}

function isAtLeast(version: Version | undefined, wanted: Version): boolean {
  if (!version) return false;
  const different = wanted.findIndex((part, at) => part !== version[at]);
  return different === -1 || (version[different] ?? 0) > (wanted[different] ?? 0);
}

/** How the external repositories of a tag are merged. They must agree. Throws GenericError. */
export function mergeModeOf(externalRepos: readonly TagExternalRepo[]): RepoMergeMode {
  const modes = [...new Set(externalRepos.map(({ merge_mode: mode }) => mode || 'koji'))];
  if (modes.length > 1) throw new GenericError(`Found multiple merge modes for external repos: ${modes.join(', ')}`);
  const [mode] = modes;
  if (mode === 'simple' || mode === 'bare' || mode === 'koji') return mode;
  throw new GenericError(`unknown merge mode for external repos: ${mode}`);
}

/** Addresses of the repositories to merge, the own one first. Those that do not serve the arch are left out. */
export function mergeSources(ownDir: string, externalRepos: readonly TagExternalRepo[], arch: string): string[] {
  const external = externalRepos
    .filter(({ arches }) => !arches || splitArches(arches).includes(arch))
    .map(({ url }) => url.replaceAll('$arch', arch));
  return [`file://${ownDir}/`, ...external];
}

export interface MergerepoRequest {
  readonly mode: RepoMergeMode;
  readonly version: Version | undefined;
  readonly arch: string;
  readonly blocklist: string;
  readonly outputDir: string;
  readonly comps: string | undefined;
  readonly sources: readonly string[];
}

/** Throws GenericError when the installed version lacks what the mode needs. */
export function mergerepoCommand({ mode, version, arch, blocklist, outputDir, comps, sources }: MergerepoRequest): string[] {
  if (mode === 'simple' && !isAtLeast(version, [0, 13, 0])) {
    throw new GenericError(
      `mergerepo_c is not installed or has low version: ${version?.join('.') ?? 'None'} (0.13.0 needed for --simple)`,
    );
  }
  return [
    '/usr/bin/mergerepo_c',
    ...modeOptions[mode],
    ...(mode === 'bare' ? [] : ['-b', blocklist]),
    '-a',
    arch,
    '-o',
    outputDir,
    ...(isAtLeast(version, [0, 15, 11]) ? ['--arch-expand'] : []),
    ...(comps === undefined ? [] : ['-g', comps]),
    ...sources.flatMap((source) => ['-r', source]),
  ];
}

const modeOptions: Readonly<Record<RepoMergeMode, readonly string[]>> = {
  koji: ['--koji'],
  simple: ['--koji', '--simple'],
  // Keeps metadata of modules, which the other modes do not know.
  bare: ['--pkgorigins', '--all'],
};
