const kinds: Readonly<Record<number, string>> = { 1: 'p', 2: 'c', 4: 'd', 6: 'b', 8: '-', 10: 'l', 12: 's' };
const words = [
  'configuration',
  'documentation',
  'icon',
  'missing ok',
  "don't replace",
  'spec file',
  'ghost',
  'license',
  'readme',
  'exclude',
  'unpatched',
  'public key',
];

/** A file's mode as ls shows it: `-rwxr-xr-x`. */
export function modeText(mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, i) => (mode & (1 << (8 - i)) ? letter : '-'));
  const special: [bit: number, at: number, letter: string][] = [
    [0o4000, 2, 's'],
    [0o2000, 5, 's'],
    [0o1000, 8, 't'],
  ];
  for (const [bit, at, letter] of special) if (mode & bit) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  return `${kinds[(mode >> 12) & 0xf] ?? '?'}${bits.join('')}`;
}

/** What rpm has marked a file as. */
export function fileFlags(flags: number): string[] {
  return words.filter((_word, bit) => flags & (1 << bit));
}
