import { GenericError } from '../errors.ts';
import { headerValue, type RpmFile } from './header.ts';
import { formatNvr, formatNvra } from './nvr.ts';
import { listTags, scalarTags } from './tags.ts';

/** What a header field may hold: absent scalars are null, absent lists empty. */
export type FieldValue = string | number | bigint | Buffer | null | string[] | (number | bigint)[];

/** Fields that describe an rpm, as rpm itself would answer them. */
export interface RpmFacts {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch: number | null;
  /** `src` for source packages. */
  readonly arch: string;
  readonly isSource: boolean;
  /** The file name of the source package; null for source packages themselves. */
  readonly sourceRpm: string | null;
  readonly buildTime: number;
  /** MD5 of header and payload, in hex: what identifies an rpm whatever its signature. */
  readonly sigmd5: string;
}

const numbers: Readonly<Record<string, number>> = { ...scalarTags, ...listTags };
const listNumbers: ReadonlySet<number> = new Set(Object.values(listTags));
/** The name rpm gives a tag: of several the last in the alphabet. */
const names: ReadonlyMap<number, string> = new Map(
  Object.entries(numbers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, tag]) => [tag, name]),
);

// Tags of the signature header by the numbers under which rpm shows them beside the main header's.
const signatureTags: ReadonlyMap<number, number> = new Map([
  [scalarTags.SIGSIZE, 1000],
  [scalarTags.SIGPGP, 1002],
  [scalarTags.SIGMD5, 1004],
  [scalarTags.SIGGPG, 1005],
  [scalarTags.ARCHIVESIZE, 1007],
  ...[267, 268, 269, 270, 271, 273, 274, 275, 276, 277, 278, 279].map((tag): [number, number] => [shownAs(tag), tag]),
]);
/** File signatures have numbers of their own in the signature header. */
function shownAs(signatureTag: number): number {
  if (signatureTag === 274) return listTags.FILESIGNATURES;
  if (signatureTag === 275) return scalarTags.FILESIGNATURELENGTH;
  return signatureTag;
}
const longTwins: Readonly<Record<string, string>> = {
  SIZE: 'LONGSIZE',
  ARCHIVESIZE: 'LONGARCHIVESIZE',
  FILESIZES: 'LONGFILESIZES',
  SIGSIZE: 'LONGSIGSIZE',
};

/** The names of the fields a file has. */
export function fieldNames(rpm: RpmFile): string[] {
  const own = [...rpm.header.entries.keys()];
  const fromSignature = [...signatureTags]
    .filter(([shown, tag]) => rpm.signature.entries.has(tag) && !rpm.header.entries.has(shown))
    .map(([shown]) => shown);
  return [...fromSignature, ...own].map((tag) => names.get(tag)).filter((name) => name !== undefined);
}

/** A field by its name, in any case. Throws GenericError for a name that rpm does not know. */
export function readField(rpm: RpmFile, name: string): FieldValue {
  const wanted = name.toUpperCase();
  const tag = Object.hasOwn(numbers, wanted) ? numbers[wanted] : undefined;
  if (tag === undefined) throw new GenericError(`No such rpm header field: ${name}`);
  const value = derivedField(rpm, tag) ?? storedField(rpm, tag);
  const twin = longTwins[wanted];
  return twin !== undefined && (value === null || (Array.isArray(value) && value.length === 0)) ? readField(rpm, twin) : value;
}

/** A list field by its name; empty where the rpm lacks it. */
export function readList(rpm: RpmFile, name: string): readonly (string | number | bigint)[] {
  const value = readField(rpm, name);
  return Array.isArray(value) ? value : [];
}

function storedField(rpm: RpmFile, tag: number): FieldValue {
  const signatureTag = signatureTags.get(tag);
  const value =
    headerValue(rpm.header, tag) ?? (signatureTag === undefined ? undefined : headerValue(rpm.signature, signatureTag));
  if (listNumbers.has(tag)) {
    if (value === undefined) return [];
    return typeof value === 'string' || value instanceof Buffer ? [value.toString()] : value;
  }
  if (value === undefined) return null;
  return Array.isArray(value) ? (value[0] ?? null) : value;
}

/** Fields that are put together from others. */
function derivedField(rpm: RpmFile, tag: number): FieldValue | undefined {
  switch (tag) {
    case listTags.FILENAMES:
      return fileNames(rpm);
    case listTags.FILECLASS:
      return fileClasses(rpm);
    case scalarTags.EPOCHNUM:
      return integer(rpm, scalarTags.EPOCH) ?? 0;
    case scalarTags.EVR:
      return epochPrefix(rpm) + versionRelease(rpm);
    case scalarTags.NVR:
      return formatNvr(readFacts(rpm));
    case scalarTags.NVRA:
      return formatNvra({ ...readFacts(rpm), arch: text(rpm, scalarTags.ARCH) ?? '' });
    case scalarTags.NEVR:
      return `${text(rpm, scalarTags.NAME) ?? ''}-${epochPrefix(rpm)}${versionRelease(rpm)}`;
    case scalarTags.NEVRA:
      return `${text(rpm, scalarTags.NAME) ?? ''}-${epochPrefix(rpm)}${versionRelease(rpm)}.${text(rpm, scalarTags.ARCH) ?? ''}`;
    case scalarTags.ARCHSUFFIX:
      return `.${isSourceRpm(rpm) ? 'src' : (text(rpm, scalarTags.ARCH) ?? '')}`;
    case scalarTags.LONGSIZE:
      return storedOrShort(rpm, tag, scalarTags.SIZE);
    case scalarTags.LONGARCHIVESIZE:
      return storedOrShort(rpm, tag, scalarTags.ARCHIVESIZE);
    case scalarTags.LONGSIGSIZE:
      return storedOrShort(rpm, tag, scalarTags.SIGSIZE);
    case listTags.LONGFILESIZES:
      return storedOrShort(rpm, tag, listTags.FILESIZES);
    default:
      return undefined;
  }
}
function storedOrShort(rpm: RpmFile, tag: number, short: number): FieldValue {
  const value = storedField(rpm, tag);
  return value === null || (Array.isArray(value) && value.length === 0) ? storedField(rpm, short) : value;
}

function fileNames(rpm: RpmFile): string[] {
  const directories = texts(rpm, listTags.DIRNAMES);
  const indexes = integers(rpm, listTags.DIRINDEXES);
  const baseNames = texts(rpm, listTags.BASENAMES);
  if (baseNames.length === 0) return texts(rpm, listTags.OLDFILENAMES);
  return baseNames.map((name, at) => (directories[Number(indexes[at] ?? -1)] ?? '') + name);
}
/** What kind of thing each file is; where the packager recorded nothing its mode tells. */
function fileClasses(rpm: RpmFile): string[] {
  const [classes, modes, targets] = [
    texts(rpm, listTags.CLASSDICT),
    integers(rpm, listTags.FILEMODES),
    texts(rpm, listTags.FILELINKTOS),
  ];
  return integers(rpm, listTags.FILECLASS).map(
    (index, at) => classes[Number(index)] || classOfMode(Number(modes[at] ?? 0), targets[at] ?? ''),
  );
}
function classOfMode(mode: number, target: string): string {
  switch (mode & 0o170000) {
    case 0o040000:
      return 'directory';
    case 0o120000:
      return `symbolic link to \`${target}'`;
    case 0o020000:
      return 'character special';
    case 0o060000:
      return 'block special';
    case 0o010000:
      return 'fifo (named pipe)';
    case 0o140000:
      return 'socket';
    default:
      return '';
  }
}
function epochPrefix(rpm: RpmFile): string {
  const epoch = integer(rpm, scalarTags.EPOCH);
  return epoch === null ? '' : `${epoch}:`;
}
function versionRelease(rpm: RpmFile): string {
  return `${text(rpm, scalarTags.VERSION) ?? ''}-${text(rpm, scalarTags.RELEASE) ?? ''}`;
}

function text(rpm: RpmFile, tag: number): string | null {
  const value = storedField(rpm, tag);
  return typeof value === 'string' ? value : null;
}
function integer(rpm: RpmFile, tag: number): number | null {
  const value = storedField(rpm, tag);
  return typeof value === 'number' ? value : null;
}
function texts(rpm: RpmFile, tag: number): string[] {
  const value = storedField(rpm, tag);
  return Array.isArray(value) ? value.map(String) : [];
}
function integers(rpm: RpmFile, tag: number): (number | bigint)[] {
  const value = storedField(rpm, tag);
  return Array.isArray(value) ? value.filter((item) => typeof item !== 'string') : [];
}

export function isSourceRpm(rpm: RpmFile): boolean {
  return integer(rpm, scalarTags.SOURCEPACKAGE) === 1;
}

/** What identifies an rpm. Throws GenericError when the header lacks any of it. */
export function readFacts(rpm: RpmFile): RpmFacts {
  const isSource = isSourceRpm(rpm);
  const sigmd5 = readField(rpm, 'SIGMD5');
  if (!(sigmd5 instanceof Buffer)) throw new GenericError('rpm header lacks SIGMD5');
  return {
    name: needed(rpm, 'NAME'),
    version: needed(rpm, 'VERSION'),
    release: needed(rpm, 'RELEASE'),
    epoch: integer(rpm, scalarTags.EPOCH),
    arch: isSource ? 'src' : needed(rpm, 'ARCH'),
    isSource,
    sourceRpm: text(rpm, scalarTags.SOURCERPM),
    buildTime: integer(rpm, scalarTags.BUILDTIME) ?? 0,
    sigmd5: sigmd5.toString('hex'),
  };
}
function needed(rpm: RpmFile, name: 'NAME' | 'VERSION' | 'RELEASE' | 'ARCH'): string {
  const value = text(rpm, scalarTags[name]);
  if (value === null || value === '') throw new GenericError(`rpm header lacks ${name}`);
  return value;
}

/** Lower-case name of the algorithm that a file's digests were made with. */
export function fileDigestAlgorithm(rpm: RpmFile): string {
  const known: Readonly<Record<number, string>> = {
    1: 'md5',
    2: 'sha1',
    3: 'ripemd160',
    8: 'sha256',
    9: 'sha384',
    10: 'sha512',
    11: 'sha224',
  };
  const id = integer(rpm, scalarTags.FILEDIGESTALGO);
  return id === null ? 'md5' : (known[id] ?? 'unknown');
}
