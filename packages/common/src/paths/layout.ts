import { GenericError } from '../errors.ts';
import { formatNvra, type Nvr, type Nvra } from '../rpm/nvr.ts';
import { pathComponent, rootedJoin } from './rooted-join.ts';

export { rootedJoin } from './rooted-join.ts';

/** What of a build decides its directory. A missing volume means DEFAULT. */
export type BuildPlace = Nvr & { volume_name?: string | null };
export type MavenPlace = { group_id: string; artifact_id: string; version: string };
/** What of an archive decides its file, by build type. */
export type ArchivePlace = { filename: string; btype?: string | null } & {
  [key in 'group_id' | 'artifact_id' | 'version' | 'relpath']?: string | null;
};

/** Directory of a task's output relative to the work directory; also the name under which builders upload. */
export function taskPath(taskId: number): string {
  if (!Number.isSafeInteger(taskId) || taskId < 0) throw new GenericError(`not a task id: ${taskId}`);
  return `tasks/${taskId % 10000}/${taskId}`;
}

/** Path of a volume relative to the top directory, with a slash behind it; empty for the top directory itself. */
function volumePath(volume?: string | null): string {
  if (volume === undefined || volume === null || volume === 'DEFAULT') return '';
  return `vol/${pathComponent(volume, 'volume')}/`;
}
/** Path of a build's directory relative to the top directory. */
function buildPath({ name, version, release, volume_name }: BuildPlace): string {
  const below = `${pathComponent(name, 'name')}/${pathComponent(version, 'version')}/${pathComponent(release, 'release')}`;
  return `${volumePath(volume_name)}packages/${below}`;
}

/** Path of an rpm relative to its build's directory. */
export function rpmPath(rpm: Nvra): string {
  const arch = pathComponent(rpm.arch, 'arch');
  return `${arch}/${pathComponent(`${formatNvra(rpm)}.rpm`, 'rpm file name')}`;
}

/** Path of a signed copy relative to the build's directory. */
export function signedRpmPath(rpm: Nvra, sigkey: string): string {
  return `data/signed/${pathComponent(sigkey, 'signing key')}/${rpmPath(rpm)}`;
}

/** Path of a stored signature header relative to the build's directory; the key of unsigned ones is empty. */
export function signatureHeaderPath(rpm: Nvra, sigkey: string): string {
  const keyed = sigkey === '' ? '' : `${pathComponent(sigkey, 'signing key')}/`;
  return `data/sigcache/${keyed}${rpmPath(rpm)}.sig`;
}

/** Path of a Maven artifact's directory relative to a Maven repository. */
export function mavenPath({ group_id, artifact_id, version }: MavenPlace): string {
  const group = group_id.split('.').map((part) => pathComponent(part, 'Maven group id'));
  return [...group, pathComponent(artifact_id, 'Maven artifact id'), pathComponent(version, 'Maven version')].join('/');
}

/**
 * Every place below the top directory (constants.md of the protocol calls it topdir). Results are absolute, or URLs when
 * the layout was made for the URL under which the top directory is served.
 */
export class PathLayout {
  readonly topdir: string;

  constructor(topdir: string) {
    if (!/^(\/|[a-z][a-z+.-]*:\/\/)/i.test(topdir)) throw new GenericError(`top directory must be absolute: ${topdir}`);
    this.topdir = topdir === '/' ? topdir : topdir.replace(/\/+$/, '');
  }

  /** The path of something below the top directory, relative to it. */
  relative(path: string): string {
    const prefix = this.topdir === '/' ? '/' : `${this.topdir}/`;
    if (!path.startsWith(prefix)) throw new GenericError(`${path} is not below ${this.topdir}`);
    return path.slice(prefix.length);
  }

  volume(volume?: string | null): string {
    return rootedJoin(this.topdir, volumePath(volume));
  }

  build(build: BuildPlace): string {
    return rootedJoin(this.topdir, buildPath(build));
  }

  rpm(build: BuildPlace, rpm: Nvra): string {
    return rootedJoin(this.build(build), rpmPath(rpm));
  }

  signedRpm(build: BuildPlace, rpm: Nvra, sigkey: string): string {
    return rootedJoin(this.build(build), signedRpmPath(rpm, sigkey));
  }

  signatureHeader(build: BuildPlace, rpm: Nvra, sigkey: string): string {
    return rootedJoin(this.build(build), signatureHeaderPath(rpm, sigkey));
  }

  /** Where a deleted signature header is kept: named by its md5 so that repeated deletions do not collide. */
  savedSignatureHeader(build: BuildPlace, rpm: Nvra, sigkey: string, sighash: string): string {
    return `${this.signatureHeader(build, rpm, sigkey)}.${pathComponent(sighash, 'signature hash')}.save`;
  }

  buildLogs(build: BuildPlace, ...below: readonly string[]): string {
    return rootedJoin(this.build(build), 'data/logs', ...below);
  }

  contentGeneratorLog(build: BuildPlace): string {
    return this.buildLogs(build, 'cg_import.log');
  }

  contentGeneratorMetadata(build: BuildPlace): string {
    return rootedJoin(this.build(build), 'metadata.json');
  }

  /** Where a build keeps files of a build type other than rpm. */
  typeDirectory(build: BuildPlace, btype: string): string {
    const legacy: { readonly [btype: string]: string } = { maven: 'maven', win: 'win', image: 'images' };
    return rootedJoin(this.build(build), legacy[btype] ?? `files/${pathComponent(btype, 'build type')}`);
  }

  /** An archive's file. `relpath` places Windows files and files of free build types below the type's directory. */
  archive(build: BuildPlace, archive: ArchivePlace): string {
    const filename = pathComponent(archive.filename, 'archive file name');
    if (!archive.btype) throw new GenericError(`archive ${filename} has no build type`);
    const directory = this.typeDirectory(build, archive.btype);
    if (archive.btype === 'maven') return rootedJoin(directory, mavenPath(mavenPlaceOf(archive)), filename);
    return rootedJoin(directory, archive.relpath ?? '', filename);
  }

  work(volume?: string | null): string {
    return rootedJoin(this.volume(volume), 'work');
  }

  /** A file or directory named by a path relative to the work directory, as uploads and task results are. */
  workPath(relative: string, volume?: string | null): string {
    return rootedJoin(this.work(volume), relative);
  }

  /** Output directory of a task, or a file in it. */
  task(taskId: number, volume?: string | null, file = ''): string {
    return rootedJoin(this.work(volume), taskPath(taskId), file);
  }

  /** Directory of all repositories of a tag, or of all tags. They never live on other volumes. */
  repos(tag = ''): string {
    return rootedJoin(this.topdir, 'repos', tag);
  }

  repo(repoId: number | 'latest', tag: string): string {
    return rootedJoin(this.repos(requiredTag(tag)), pathComponent(repoId, 'repository id'));
  }

  repoCache(tag: string): string {
    return rootedJoin(this.repos(requiredTag(tag)), 'cache');
  }

  distRepos(tag = '', volume?: string | null): string {
    return rootedJoin(this.volume(volume), 'repos-dist', tag);
  }

  distRepo(repoId: number | 'latest', tag: string, volume?: string | null): string {
    return rootedJoin(this.distRepos(requiredTag(tag), volume), pathComponent(repoId, 'repository id'));
  }

  scratch(): string {
    return rootedJoin(this.topdir, 'scratch');
  }

  scratchTask(ownerName: string, taskId: number): string {
    if (ownerName === '') throw new GenericError(`task ${taskId} has an owner without name`);
    return rootedJoin(this.scratch(), ownerName, pathComponent(`task_${taskId}`, 'task'));
  }
}

/** A build's directory as a repository's pkglist names it, through the `toplink` beside the list. */
export function pkglistDirectory(build: BuildPlace): string {
  return `toplink/${buildPath(build)}`;
}
/** Line of a repository's pkglist: an rpm's path. */
export function pkglistPath(build: BuildPlace, rpm: Nvra): string {
  return `${pkglistDirectory(build)}/${rpmPath(rpm)}`;
}

function requiredTag(tag: string): string {
  if (tag === '') throw new GenericError('a tag without name has no repositories');
  return tag;
}

function mavenPlaceOf({ filename, group_id, artifact_id, version }: ArchivePlace): MavenPlace {
  if (!group_id || !artifact_id || !version) throw new GenericError(`archive ${filename} lacks Maven coordinates`);
  return { group_id, artifact_id, version };
}
