import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';

/** The places of a build root on this host. */
export interface BuildrootPaths {
  readonly top: string;
  readonly root: string;
  readonly result: string;
  /** mock's companion that installs packages, where it uses one. */
  readonly bootstrap: string;
  /** Directory inside the root for files of the builder, seen from outside. */
  readonly tmp: string;
  /** Its configuration. */
  readonly config: string;
}

export function buildrootPaths(
  {
    mockdir,
    mockconfdir,
    chrootTmpdir,
  }: { readonly mockdir: string; readonly mockconfdir: string; readonly chrootTmpdir: string },
  name: string,
): BuildrootPaths {
  const top = join(mockdir, name);
  const root = join(top, 'root');
  return {
    top,
    root,
    result: join(top, 'result'),
    bootstrap: `${top}-bootstrap`,
    tmp: join(root, chrootTmpdir),
    config: join(mockconfdir, `${name}.cfg`),
  };
}

/** The path by which programs inside the root know a file in it. */
export function insidePath(root: string, path: string): string {
  if (path !== root && !path.startsWith(`${root}/`)) throw new GenericError(`${path} is not within the build root ${root}`);
  return path.slice(root.length) || '/';
}
