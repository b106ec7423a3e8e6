import { GenericError } from '../errors.ts';

/** A build's coordinates. */
export type Nvr = { name: string; version: string; release: string };
/** `epoch` is the text before the colon of `epoch:name-version-release`, empty when there is none. */
export type ParsedNvr = Nvr & { epoch: string };
export type Nvra = Nvr & { arch: string };
/** `location` is what followed `@`: the external repository that an rpm came from. */
export type ParsedNvra = ParsedNvr & { arch: string; src: boolean; location?: string };

/** Splits `[epoch:]name-version-release` at its last two dashes. Throws GenericError. */
export function parseNvr(nvr: string): ParsedNvr {
  const releaseDash = nvr.lastIndexOf('-');
  const versionDash = releaseDash > 0 ? nvr.lastIndexOf('-', releaseDash - 1) : -1;
  if (releaseDash === nvr.length - 1 || versionDash === -1 || versionDash === releaseDash - 1) {
    throw new GenericError(`invalid format: ${nvr}`);
  }
  const prefixed = nvr.slice(0, versionDash);
  const colon = prefixed.indexOf(':');
  return {
    name: prefixed.slice(colon + 1),
    version: nvr.slice(versionDash + 1, releaseDash),
    release: nvr.slice(releaseDash + 1),
    epoch: colon === -1 ? '' : prefixed.slice(0, colon),
  };
}

/** Splits `[epoch:]name-version-release.arch[.rpm][@location]`. Throws GenericError. */
export function parseNvra(nvra: string): ParsedNvra {
  const at = nvra.indexOf('@');
  const location = at === -1 ? '' : nvra.slice(at + 1);
  const file = at === -1 ? nvra : nvra.slice(0, at);
  const stem = file.endsWith('.rpm') ? file.slice(0, -4) : file;
  const dot = stem.lastIndexOf('.');
  if (dot === -1 || dot === stem.length - 1) throw new GenericError(`invalid format: ${nvra}`);
  const arch = stem.slice(dot + 1);
  const parsed = { ...parseNvr(stem.slice(0, dot)), arch, src: arch === 'src' };
  return location === '' ? parsed : { ...parsed, location };
}

export function formatNvr({ name, version, release }: Nvr): string {
  return `${name}-${version}-${release}`;
}

export function formatNvra(rpm: Nvra): string {
  return `${formatNvr(rpm)}.${rpm.arch}`;
}

/** Throws GenericError when version or release hold a dash, which would make the joined form ambiguous. */
export function checkNvr(nvr: string | Nvr): void {
  const { version, release } = typeof nvr === 'string' ? parseNvr(nvr) : nvr;
  if (version.includes('-')) throw new GenericError(`The "-" character not allowed in version field: ${version}`);
  if (release.includes('-')) throw new GenericError(`The "-" character not allowed in release field: ${release}`);
}

/** checkNvr, and no dot in the arch. Throws GenericError. */
export function checkNvra(nvra: string | Nvra): void {
  const parsed = typeof nvra === 'string' ? parseNvra(nvra) : nvra;
  checkNvr(parsed);
  if (parsed.arch.includes('.')) throw new GenericError(`The "." character not allowed in arch field: ${parsed.arch}`);
}

/** Whether an rpm's name marks it as debugging data. */
export function isDebuginfo(name: string): boolean {
  return name.endsWith('-debuginfo') || name.endsWith('-debugsource') || name.includes('-debuginfo-');
}

/** The release under which a draft build is stored. */
export function draftRelease(targetRelease: string, buildId: number): string {
  return `${targetRelease},draft_${buildId}`;
}

/** The release that a draft build will have once promoted. Throws GenericError when the text is not a draft's release. */
export function targetRelease(release: string): string {
  const comma = release.indexOf(',');
  if (comma === -1 || !release.startsWith('draft_', comma + 1)) {
    throw new GenericError(`draft release: ${release} is not in valid format`);
  }
  return release.slice(0, comma);
}
