import { GenericError } from './errors.ts';

/** Canonical arch of an rpm arch: the name under which repositories and builders group compatible ones. */
export function canonArch(arch: string): string {
  if (/^i.86$/s.test(arch) || arch === 'athlon') return 'i386';
  if (arch === 'ia32e') return 'x86_64';
  if (arch === 'ppc64le') return 'ppc64le';
  if (arch.startsWith('ppc64')) return 'ppc64';
  if (arch.startsWith('sparc64')) return 'sparc64';
  if (arch.startsWith('sparc')) return 'sparc';
  if (arch.startsWith('alpha')) return 'alpha';
  if (arch.startsWith('arm')) return arch.includes('h', 3) ? 'armhfp' : 'arm';
  return arch;
}

/**
 * Arches named in a text or list. A text is split on white space and, unless strict, on commas.
 * Throws GenericError for a name with anything but letters, digits, `_` and `-`.
 */
export function parseArches(arches: string | readonly string[], options: { strict?: boolean } = {}): string[] {
  const names = typeof arches === 'string' ? splitArches(options.strict ? arches : arches.replaceAll(',', ' ')) : [...arches];
  for (const name of names) {
    if (!/^[a-zA-Z0-9_-]*$/.test(name)) throw new GenericError(`not an architecture name: ${JSON.stringify(name)}`);
  }
  return names;
}

/** Arches as tags and hosts have them stored, separated by white space; none where nothing is stored. */
export function splitArches(stored: string | null | undefined): string[] {
  return (stored ?? '').split(/\s+/).filter((name) => name !== '');
}

/** The form in which arches are stored: checked and separated by single spaces. */
export function joinArches(arches: string | readonly string[], options: { strict?: boolean } = {}): string {
  return parseArches(arches, options).join(' ');
}

const compatible: { readonly [arch: string]: readonly string[] } = {
  i386: ['athlon', 'i686', 'i586', 'i486', 'i386', 'noarch'],
  x86_64: ['amd64', 'ia32e', 'x86_64', 'noarch'],
  ppc64: ['ppc64p7', 'ppc64pseries', 'ppc64iseries', 'ppc64', 'noarch'],
  sparc: ['sparcv9v', 'sparcv9', 'sparcv8', 'sparc', 'noarch'],
  sparc64: ['sparc64v', 'sparc64', 'noarch'],
  alpha: ['alphaev6', 'alphaev56', 'alphaev5', 'alpha', 'noarch'],
  arm: ['arm', 'armv4l', 'armv4tl', 'armv5tel', 'armv5tejl', 'armv6l', 'armv7l', 'noarch'],
  armhfp: ['armv7hl', 'armv7hnl', 'noarch'],
  src: ['src'],
};

/** Rpm arches that a repository of this canonical arch holds. */
export function compatibleArches(arch: string): readonly string[] {
  return compatible[arch] ?? [arch, 'noarch'];
}

const biarch: { readonly [arch: string]: string } = { x86_64: 'i386', ppc64: 'ppc', s390x: 's390', sparc64: 'sparc' };

/** The canonical 32-bit arch whose packages may be installed beside this one's, if it has one. */
export function multilibArch(arch: string): string | undefined {
  return biarch[arch];
}
