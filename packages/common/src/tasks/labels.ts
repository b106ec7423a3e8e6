import { GenericError, ParameterError } from '../errors.ts';
import { isStruct } from '../is-struct.ts';
import { pythonStr } from '../python-text.ts';
import type { WireStruct, WireValue } from '../wire/values.ts';
import { isTaskMethod, parseTaskRequest } from './signatures.ts';

/** What of a task its label shows. */
export type LabelledTask = { method: string; arch: string; request?: readonly WireValue[] | null };
type LabelledBuild = { name?: WireValue; package_name?: WireValue; version?: WireValue; release?: WireValue; epoch?: WireValue };

/** A build as `[epoch:]name-version-release`. */
export function buildLabel(build: LabelledBuild, options: { showEpoch?: boolean } = {}): string {
  const epoch = options.showEpoch ? (build.epoch ?? null) : null;
  const name = build.package_name || build.name || null;
  const nvr = [name, build.version ?? null, build.release ?? null].map(pythonStr).join('-');
  return epoch === null ? nvr : `${pythonStr(epoch)}:${nvr}`;
}

/** The line by which people know a task: its method and what it works on, e.g. `buildArch (foo-1.0-1.src.rpm, x86_64)`. */
export function taskLabel(task: LabelledTask): string {
  const { method, arch } = task;
  try {
    const detail = taskDetail(method, task.request);
    return `${method} (${detail || arch})`;
  } catch (error) {
    if (error instanceof ParameterError) return `${method} (${arch}, unknown args)`;
    if (error instanceof MalformedRequest) return 'malformed task';
    throw error;
  }
}

class MalformedRequest extends GenericError {}

type Detail = (args: WireStruct) => string;

const imageParent: Detail = (args) =>
  `${text(args, firstOf(args, 'arch', 'arches'))}, ${text(args, 'name')}-${text(args, 'version')}, ${text(args, firstOf(args, 'ksfile', 'inst_tree'))}`;
const imageChild: Detail = (args) => {
  const nvr = `${text(args, 'name')}-${text(args, 'version')}-${text(args, 'release')}`;
  return [nameIn(args, 'target_info'), nvr, text(args, firstOf(args, 'ksfile', 'inst_tree')), text(args, 'arch')].join(', ');
};
const sourceAndTarget: Detail = (args) => {
  const source = words(args, firstOf(args, 'src', 'url'));
  return `${nameOrText(args, firstOf(args, 'target', 'build_tag'))}, ${source.includes('://') ? scmSummary(source) : fileName(source)}`;
};
const target: Detail = (args) => nameOrText(args, 'target');
const tag: Detail = (args) => nameOrText(args, 'tag');
const host: Detail = (args) => nameIn(args, 'host');

/** What each method shows. Methods without an entry show their arch. */
const details: { readonly [method: string]: Detail } = {
  build: sourceAndTarget,
  maven: sourceAndTarget,
  indirectionimage: (args) => {
    const options = struct(args, 'opts');
    return ['name', 'version', 'release'].map((key) => text(options, key)).join(', ');
  },
  buildSRPMFromSCM: (args) => scmSummary(words(args, 'url')),
  buildArch: (args) => `${fileName(isText(args.pkg) ? args.pkg : nameIn(args, 'pkg'))}, ${text(args, 'arch')}`,
  buildMaven: (args) => nameIn(args, 'build_tag'),
  wrapperRPM: (args) => {
    const name = nameIn(args, 'build_target');
    return args.build ? `${name}, ${buildLabel(struct(args, 'build'))}` : name;
  },
  winbuild: (args) => `${nameOrText(args, 'target')}, ${scmSummary(words(args, 'source_url'))}`,
  vmExec: (args) => text(args, 'name'),
  buildNotification: (args) => buildLabel(struct(args, 'build')),
  newRepo: tag,
  distRepo: tag,
  createrepo: (args) => text(args, 'arch'),
  createdistrepo: (args) => `${text(args, 'repo_id')}, ${text(args, 'arch')}`,
  dependantTask: (args) => list(args, 'task_list').map(firstItem).join(', '),
  chainbuild: target,
  chainmaven: target,
  waitrepo: (args) => [tag(args), ...(Array.isArray(args.nvrs) ? args.nvrs.map(pythonStr) : [])].join(', '),
  livecd: imageParent,
  appliance: imageParent,
  image: imageParent,
  livemedia: imageParent,
  createLiveCD: imageChild,
  createAppliance: imageChild,
  createImage: imageChild,
  createLiveMedia: imageChild,
  restart: host,
  restartVerify: host,
};

function taskDetail(method: string, request: LabelledTask['request']): string {
  const detail = details[method];
  if (!isTaskMethod(method) || (detail === undefined && !request)) return '';
  if (!request) throw new MalformedRequest(`task ${method} has no request`);
  const args: WireStruct = parseTaskRequest(method as string, request);
  return detail?.(args) ?? '';
}

/** `path[:module]:revision` of an SCM url; a part that the url lacks is cut where its mark would be. */
function scmSummary(url: string): string {
  const query = url.indexOf('?');
  const fragment = url.indexOf('#');
  const pathStart = url.indexOf('/', url.indexOf('://') + 3);
  const path = url.slice(pathStart, query === -1 ? fragment : query);
  const module = query === -1 ? '' : url.slice(query + 1, fragment);
  return [path, ...(module ? [module] : []), url.slice(fragment + 1)].join(':');
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function isText(value: WireValue | undefined): value is string {
  return typeof value === 'string';
}

function firstOf(args: WireStruct, preferred: string, other: string): string {
  return args[preferred] || args[other] === undefined ? preferred : other;
}

function text(args: WireStruct, key: string): string {
  const value = args[key];
  if (value === undefined) throw new MalformedRequest(`task request lacks ${key}`);
  return pythonStr(value);
}

function words(args: WireStruct, key: string): string {
  const value = args[key];
  if (!isText(value)) throw new MalformedRequest(`${key} in a task request is not text`);
  return value;
}

function list(args: WireStruct, key: string): WireValue[] {
  const value = args[key];
  if (!Array.isArray(value)) throw new MalformedRequest(`${key} in a task request is not a list`);
  return value;
}

function firstItem(value: WireValue): string {
  if (!Array.isArray(value) || value[0] === undefined) throw new MalformedRequest('empty entry in a task list');
  return pythonStr(value[0]);
}

function struct(args: WireStruct, key: string): WireStruct {
  const value = args[key];
  if (!isStruct(value)) throw new MalformedRequest(`${key} in a task request is not a struct`);
  return value;
}

function nameIn(args: WireStruct, key: string): string {
  return text(struct(args, key), 'name');
}

function nameOrText(args: WireStruct, key: string): string {
  return isStruct(args[key]) ? nameIn(args, key) : text(args, key);
}
