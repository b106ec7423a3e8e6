import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { isTruthy } from '../rpc/shapes.ts';
import { readInt, readStruct, readText, readTextLists, readTexts } from './read-results.ts';

/** What the tasks of each kind hand over. File names are relative to the output of the task that made them. */
export interface WrapperResults {
  readonly taskId: number;
  readonly buildrootId: number | null;
  readonly srpm: string;
  readonly rpms: readonly string[];
  readonly logs: readonly string[];
}
export interface MavenResults {
  readonly taskId: number;
  readonly buildrootId: number | null;
  readonly files: Readonly<Record<string, readonly string[]>>;
  readonly logs: readonly string[];
}
export interface WinResults {
  readonly taskId: number;
  readonly buildrootId: number | null;
  readonly output: Readonly<Record<string, WireStruct>>;
  readonly logs: readonly string[];
}
export interface ImageResults {
  readonly taskId: number;
  readonly arch: string;
  readonly files: readonly string[];
  readonly logs: readonly string[];
  readonly rpms: readonly WireValue[];
  readonly wrapper: WrapperResults | null;
}

export function readWrapperResults(given: WireStruct, taskId = readInt(given.task_id, 'task_id')): WrapperResults {
  return {
    taskId,
    buildrootId: readBuildroot(given),
    srpm: readText(given.srpm, 'srpm'),
    rpms: readTexts(given.rpms, 'rpms'),
    logs: readTexts(given.logs, 'logs'),
  };
}
/** Nil, false and empty structs stand for no wrapper rpms. */
export function readOptionalWrapper(given: WireValue | undefined): WrapperResults | null {
  return isTruthy(given) ? readWrapperResults(readStruct(given, 'rpm_results')) : null;
}
export function readMavenResults(given: WireStruct): MavenResults {
  return {
    taskId: readInt(given.task_id, 'task_id'),
    buildrootId: readBuildroot(given),
    files: readTextLists(given.files, 'files'),
    logs: readTexts(given.logs, 'logs'),
  };
}
export function readWinResults(given: WireStruct): WinResults {
  const output = Object.entries(readStruct(given.output, 'output'));
  return {
    taskId: readInt(given.task_id, 'task_id'),
    buildrootId: readBuildroot(given),
    output: Object.fromEntries(output.map(([name, metadata]) => [name, readStruct(metadata, name)])),
    logs: readTexts(given.logs, 'logs'),
  };
}
/** The results of an image build by arch; those of tasks that failed are left out. */
export function readImageResults(given: WireStruct): { readonly results: ImageResults; readonly raw: WireStruct }[] {
  return Object.values(given)
    .map((part) => readStruct(part, 'results'))
    .filter((part) => part.task_id !== undefined)
    .map((raw) => ({ raw, results: readImage(raw) }));
}
function readImage(given: WireStruct): ImageResults {
  const rpmlist = given.rpmlist ?? [];
  return {
    taskId: readInt(given.task_id, 'task_id'),
    arch: typeof given.arch === 'string' ? given.arch : '',
    files: readTexts(given.files, 'files'),
    logs: given.logs === undefined || given.logs === null ? [] : readTexts(given.logs, 'logs'),
    rpms: Array.isArray(rpmlist) ? rpmlist : [],
    wrapper: readOptionalWrapper(given.rpmresults),
  };
}
function readBuildroot(given: WireStruct): number | null {
  const value = given.buildroot_id;
  return value === undefined || value === null ? null : readInt(value, 'buildroot_id');
}
