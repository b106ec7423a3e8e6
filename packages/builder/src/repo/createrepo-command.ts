export interface CreaterepoRequest {
  readonly outputDir: string;
  /** Directory with the packages, from which the paths in `pkglist` start. */
  readonly repoDir: string;
  /** File with the paths of the packages; undefined for an empty repository. */
  readonly pkglist: string | undefined;
  readonly comps: string | undefined;
  /** Take over from the repodata that lies in the output directory already. */
  readonly update: boolean;
  readonly skipStat: boolean;
}

export function createrepoCommand({ outputDir, repoDir, pkglist, comps, update, skipStat }: CreaterepoRequest): string[] {
  return [
    '/usr/bin/createrepo_c',
    '--error-exit-val',
    '-vd',
    '-o',
    outputDir,
    ...(pkglist === undefined ? [] : ['-i', pkglist]),
    ...(comps === undefined ? [] : ['-g', comps]),
    ...(update ? ['--update', ...(skipStat ? ['--skip-stat'] : [])] : []),
    pkglist === undefined ? outputDir : repoDir,
  ];
}
