import { lstat, readFile } from 'node:fs/promises';
import { ActionNotAllowed, GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { checkedParts } from '@koji/common/paths/rooted-join';
import { fileDigest } from '@koji/common/rpm/checksum';
import { checkNvra } from '@koji/common/rpm/nvr';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { ArchiveInfo } from '../archives/import-archive.ts';
import { readArchiveInfo } from '../archives/read-archive-info.ts';
import { isAdmin, requireUser } from '../rpc/access.ts';
import type { Call } from '../rpc/call.ts';
import { isStruct } from '../rpc/shapes.ts';
import { assertNoLinks } from '../tree/no-links.ts';
import { type Components, matchComponents, type Remark } from './match-components.ts';
import type { OutputMetadata } from './metadata.ts';

const ownTables: readonly string[] = ['maven', 'win', 'image'];

/** An output that was found to be what its description says. */
export interface PreparedOutput extends OutputMetadata {
  readonly path: string;
  /** Null for rpms and logs. */
  readonly archive: ArchiveInfo | null;
  readonly matched: Components | null;
}

/** Checks every output before anything is changed: the file, its description, and what it was made of. */
export async function prepareOutputs(
  call: Call,
  directory: string,
  outputs: readonly OutputMetadata[],
  buildTypes: readonly string[],
  remark: Remark,
): Promise<PreparedOutput[]> {
  const prepared: PreparedOutput[] = [];
  for (const output of outputs) {
    const path = call.layout.workPath([...checkedParts(directory), ...checkedParts(output.relpath), output.filename].join('/'));
    if (!output.metadataOnly) {
      // Each directory has a first writer of its own, that above it may have none.
      await assertOwnUpload(call, [directory, output.relpath].join('/'));
      await assertNoLinks(call.layout.work(), path);
      await assertAsDescribed(path, output);
    }
    assertUnambiguous(output);
    const isArchive = output.type !== 'rpm' && output.type !== 'log';
    const archive = isArchive ? archiveInfo(output, buildTypes) : null;
    if (output.components && archive && (archive.btype === 'maven' || archive.btype === 'win')) {
      throw new GenericError(`Component list not allowed for archives of type ${archive.btype}`);
    }
    const matched = isArchive && output.components ? await matchComponents(call, output.components, remark) : null;
    prepared.push({ ...output, path, archive, matched });
  }
  return prepared;
}

async function assertAsDescribed(path: string, { filename, filesize, checksum, checksumType }: OutputMetadata): Promise<void> {
  const found = await unlessMissing(lstat(path));
  if (!found?.isFile()) throw new GenericError(`No such file: ${filename}`);
  if (BigInt(found.size) !== BigInt(filesize)) {
    throw new GenericError(`File size ${found.size} for ${filename} (expected ${filesize}) doesn't match. Corrupted upload?`);
  }
  const digest = await fileDigest(path, checksumType);
  if (digest !== checksum) throw new GenericError(`File checksum mismatch for ${filename}: ${checksum} != ${digest}`);
}

function assertUnambiguous({ type, filename, subdir, metadataOnly }: OutputMetadata): void {
  if (type !== 'rpm') return;
  if (subdir !== '') throw new GenericError('subdir field not allowed for rpm outputs');
  if (metadataOnly) throw new GenericError('Metadata-only imports are not supported for rpms');
  checkNvra(filename);
}

/** The one build type of an archive with what it must know, from the places where the description may have it. */
function archiveInfo(output: OutputMetadata, buildTypes: readonly string[]): ArchiveInfo {
  const extra: WireStruct = output.extra ?? {};
  const typeinfo = isStruct(extra.typeinfo) ? extra.typeinfo : {};
  const named: [string, WireValue][] = [
    ...Object.entries(extra).filter(([key]) => ownTables.includes(key)),
    ...Object.entries(typeinfo),
  ];
  const [only, ...others] = named;
  if (!only) throw new GenericError(`No typeinfo for: ${output.filename}`);
  if (others.length > 0) throw new GenericError(`Output file has multiple types: ${output.filename}`);
  const [btype, info] = only;
  if (!buildTypes.includes(btype)) throw new GenericError(`Output type ${btype} not listed in build types`);
  if (!ownTables.includes(btype)) return { btype, subdir: output.subdir };
  if (output.subdir !== '') throw new GenericError('subdir field not allowed for legacy btypes');
  return readArchiveInfo(btype, info);
}

/** Whoever began an upload directory owns it; nobody imports what another has uploaded. */
export async function assertOwnUpload(call: Call, directory: string): Promise<void> {
  const owner = await unlessMissing(readFile(call.layout.workPath([...checkedParts(directory), '.user'].join('/')), 'utf8'));
  if (owner === undefined || owner.trim() === String(requireUser(call).id) || (await isAdmin(call))) return;
  throw new ActionNotAllowed(`${directory} was uploaded by another user`);
}
