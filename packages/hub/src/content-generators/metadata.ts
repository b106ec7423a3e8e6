import { lstat, readFile } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import { checkedParts, pathComponent } from '@koji/common/paths/rooted-join';
import { checkNvr } from '@koji/common/rpm/nvr';
import { Double, type WireStruct, type WireValue } from '@koji/common/wire/values';
import { readEpoch } from '../builds/build-request.ts';
import { fromJsonText } from '../db/json.ts';
import type { Call } from '../rpc/call.ts';
import { isInt32, isStruct, isTruthy, isWhole } from '../rpc/shapes.ts';
import { assertNoLinks } from '../tree/no-links.ts';

/** A description of a build as its maker gives it, taken apart. What does not fit is a GenericError. */
export interface Metadata {
  readonly build: BuildMetadata;
  readonly buildroots: readonly BuildrootMetadata[];
  readonly outputs: readonly OutputMetadata[];
  /** As it came, to be kept with the build. */
  readonly raw: string;
}
export interface BuildMetadata {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch: number | null;
  readonly hasEpoch: boolean;
  readonly source: string | null;
  readonly extra: WireStruct;
  readonly startTime: Double;
  readonly endTime: Double;
  readonly owner: string | null;
  readonly buildId: number | null;
  readonly taskId: number | null;
  readonly draft: boolean;
}
export interface BuildrootMetadata {
  /** What outputs call it. */
  readonly key: string;
  readonly cgName: string;
  readonly cgVersion: string;
  readonly containerType: string;
  readonly containerArch: string;
  readonly hostOs: string;
  readonly hostArch: string;
  readonly extra: WireValue;
  readonly tools: readonly { readonly name: string; readonly version: string }[];
  readonly components: readonly WireStruct[];
}
export interface OutputMetadata {
  readonly type: string;
  readonly filename: string;
  readonly relpath: string;
  readonly subdir: string;
  readonly filesize: number | bigint;
  readonly checksum: string;
  readonly checksumType: 'md5' | 'sha256';
  readonly buildroot: string;
  readonly extra: WireStruct | null;
  readonly components: readonly WireStruct[] | null;
  readonly metadataOnly: boolean;
  /** As the generator has described it, for hooks. */
  readonly fileinfo: WireStruct;
}

const maxMetadataBytes = 256 * 1024 * 1024;

/** A struct, JSON text, or the name of an uploaded `.json` file; `metadata.json` by default. */
export async function loadMetadata(call: Call, given: WireValue, directory: string): Promise<Metadata> {
  if (isStruct(given))
    return readMetadata(
      given,
      JSON.stringify(given, (_key, value) => (typeof value === 'bigint' ? Number(value) : value), 2),
    );
  const text = given ?? 'metadata.json';
  if (typeof text !== 'string') throw new GenericError('metadata must be a struct or a string');
  const raw = text.endsWith('.json') ? await readUploaded(call, directory, text) : text;
  const parsed = fromJsonText(raw);
  if (!isStruct(parsed)) throw new GenericError('Invalid metadata: it is no JSON object');
  return readMetadata(parsed, raw);
}
async function readUploaded(call: Call, directory: string, name: string): Promise<string> {
  const path = call.layout.workPath([...checkedParts(directory), ...checkedParts(name)].join('/'));
  await assertNoLinks(call.layout.work(), path);
  const found = await unlessMissing(lstat(path));
  if (!found?.isFile()) throw new GenericError(`No such file: ${name}`);
  if (found.size > maxMetadataBytes) throw new GenericError(`${name} is too long`);
  return readFile(path, 'utf8');
}

function readMetadata(metadata: WireStruct, raw: string): Metadata {
  if (metadata.metadata_version !== 0)
    throw new GenericError(`No such metadata version: ${JSON.stringify(metadata.metadata_version)}`);
  return {
    build: readBuild(struct(metadata, 'build')),
    buildroots: structs(metadata, 'buildroots').map(readBuildroot),
    outputs: structs(metadata, 'output').map(readOutput),
    raw,
  };
}

function readBuild(build: WireStruct): BuildMetadata {
  const nvr = { name: text(build, 'name'), version: text(build, 'version'), release: text(build, 'release') };
  checkNvr(nvr);
  for (const [part, value] of Object.entries(nvr)) pathComponent(value, part);
  const extra = build.extra === undefined || build.extra === null ? {} : struct(build, 'extra');
  return {
    ...nvr,
    epoch: readEpoch(build.epoch),
    hasEpoch: build.epoch !== undefined,
    source: optionalText(build, 'source'),
    extra,
    startTime: seconds(build, 'start_time'),
    endTime: seconds(build, 'end_time'),
    owner: isTruthy(build.owner) ? text(build, 'owner') : null,
    buildId: isTruthy(build.build_id) ? integer(build, 'build_id') : null,
    taskId: readTaskId(build, extra),
    draft: isTruthy(build.draft),
  };
}
/** Compatibility: the first container builds named their task among the extra data. */
function readTaskId(build: WireStruct, extra: WireStruct): number | null {
  const own = build.task_id === undefined || build.task_id === null ? null : integer(build, 'task_id');
  if (extra.container_koji_task_id === undefined) return own;
  const container = integer(extra, 'container_koji_task_id');
  if (own !== null && own !== container)
    throw new GenericError(`CG provided non-matching task_id ${own} and container_koji_task_id ${container}`);
  return container;
}

function readBuildroot(buildroot: WireStruct): BuildrootMetadata {
  const [cg, container, host] = [
    struct(buildroot, 'content_generator'),
    struct(buildroot, 'container'),
    struct(buildroot, 'host'),
  ];
  return {
    key: keyOf(buildroot, 'id'),
    cgName: text(cg, 'name'),
    cgVersion: text(cg, 'version'),
    containerType: text(container, 'type'),
    containerArch: text(container, 'arch'),
    hostOs: text(host, 'os'),
    hostArch: text(host, 'arch'),
    extra: buildroot.extra ?? null,
    tools: structs(buildroot, 'tools').map((tool) => ({ name: text(tool, 'name'), version: text(tool, 'version') })),
    components: structs(buildroot, 'components'),
  };
}

function readOutput(output: WireStruct): OutputMetadata {
  const checksumType = text(output, 'checksum_type');
  if (checksumType !== 'md5' && checksumType !== 'sha256') throw new GenericError(`Unsupported checksum type: ${checksumType}`);
  return {
    type: text(output, 'type'),
    filename: pathComponent(text(output, 'filename'), 'filename'),
    relpath: optionalText(output, 'relpath') ?? '',
    subdir: optionalText(output, 'subdir') ?? '',
    filesize: fileSize(output),
    checksum: text(output, 'checksum'),
    checksumType,
    buildroot: keyOf(output, 'buildroot_id'),
    extra: output.extra === undefined || output.extra === null ? null : struct(output, 'extra'),
    components: output.components === undefined ? null : structs(output, 'components'),
    metadataOnly: isTruthy(output.metadata_only),
    fileinfo: output,
  };
}

function invalid(field: string, value: WireValue | undefined): GenericError {
  return new GenericError(`Invalid metadata: ${field} is ${value === undefined ? 'missing' : JSON.stringify(value)}`);
}
export function text(from: WireStruct, field: string): string {
  const value = from[field];
  if (typeof value !== 'string') throw invalid(field, value);
  return value;
}
function optionalText(from: WireStruct, field: string): string | null {
  return from[field] === undefined || from[field] === null ? null : text(from, field);
}
export function integer(from: WireStruct, field: string): number {
  const value = from[field];
  if (isInt32(value)) return value;
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value);
  throw invalid(field, value);
}
export function fileSize(from: WireStruct): number | bigint {
  if (!isWhole(from.filesize)) throw invalid('filesize', from.filesize);
  return from.filesize;
}
function struct(from: WireStruct, field: string): WireStruct {
  const value = from[field];
  if (!isStruct(value)) throw invalid(field, value);
  return value;
}
function structs(from: WireStruct, field: string): WireStruct[] {
  const value = from[field];
  if (!Array.isArray(value)) throw invalid(field, value);
  return value.map((item) => {
    if (!isStruct(item)) throw invalid(field, item);
    return item;
  });
}
/** Epoch seconds, also as text. */
function seconds(from: WireStruct, field: string): Double {
  const value = from[field];
  const number = value instanceof Double ? value.value : typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(field, value);
  return new Double(number);
}
/** Buildroots are called by any plain value. */
function keyOf(from: WireStruct, field: string): string {
  const value = from[field];
  if (typeof value !== 'string' && typeof value !== 'number') throw invalid(field, value);
  return JSON.stringify(value);
}
