import { ParameterError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import { pythonRepr, pythonStr } from '@koji/common/python-text';
import { buildLabel, type LabelledTask, taskLabel } from '@koji/common/tasks/labels';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { CommandContext } from '../command.ts';
import { longTime } from '../output/times.ts';

/** What a task was asked to do, one line a parameter. Requests of other shapes than their method's cannot be told. */
export async function describeRequest(context: CommandContext, method: string, taskId: number): Promise<string[]> {
  try {
    const params = (await context.hub.getTaskRequest(taskId)) as readonly WireValue[];
    return (await describers[method]?.(new Request(params), context)) ?? [];
  } catch (error) {
    if (context.settings.debug) context.out.warn((error as Error).stack ?? String(error));
    return ['Unable to parse task parameters'];
  }
}

/** Positional parameters as the task methods have them. */
class Request {
  readonly #params: readonly WireValue[];
  constructor(params: readonly WireValue[]) {
    this.#params = params;
  }
  at(index: number): WireValue {
    const value = this.#params[index];
    if (value === undefined) throw new ParameterError(`the request has no parameter ${index}`);
    return value;
  }
  text(index: number): string {
    return pythonStr(this.at(index));
  }
  list(index: number): WireValue[] {
    const value = this.at(index);
    if (!Array.isArray(value)) throw new ParameterError(`parameter ${index} is no list`);
    return value;
  }
  struct(index: number): WireStruct {
    const value = this.at(index);
    if (!isStruct(value)) throw new ParameterError(`parameter ${index} is no struct`);
    return value;
  }
  name(index: number): string {
    return pythonStr(this.struct(index).name ?? null);
  }
  optional(index: number): WireValue {
    return this.#params[index] ?? null;
  }
  options(index: number): string[] {
    return optionLines(this.optional(index));
  }
  /** The first parameters, each behind its label. */
  labelled(...labels: readonly string[]): string[] {
    return labels.flatMap((label, i) => (this.#params[i] === undefined ? [] : [`${label}: ${this.text(i)}`]));
  }
}

type Describer = (request: Request, context: CommandContext) => string[] | Promise<string[]>;

function optionLines(options: WireValue, prefix = ''): string[] {
  if (!isStruct(options) || Object.keys(options).length === 0) return [];
  return [`${prefix}Options:`, ...memberLines(options, prefix)];
}
function memberLines(struct: WireStruct, prefix = ''): string[] {
  return Object.entries(struct)
    .filter(([key]) => key !== '__starstar')
    .map(([key, value]) => `  ${prefix}${key}: ${pythonStr(value)}`);
}
function joined(values: readonly WireValue[]): string {
  return values.map((value) => pythonStr(value)).join(', ');
}
function yesNo(value: WireValue): string {
  return value ? 'yes' : 'no';
}

const sourceBuild: Describer = (request) => [...request.labelled('SCM URL', 'Build Target').slice(0, 2), ...request.options(2)];
const imageChild: Describer = (request) => [
  ...request.labelled('Name', 'Version', 'Release', 'Arch', 'Target Info', 'Build Tag', 'Repo', 'Kickstart File'),
  ...request.options(8),
];
const imageParent: Describer = (request) => [
  ...request.labelled('Name', 'Version', 'Arches', 'Target', 'Kickstart'),
  ...request.options(5),
];

const describers: { readonly [method: string]: Describer } = {
  buildSRPMFromSCM: (request) => [`SCM URL: ${request.text(0)}`],
  async buildArch(request, { hub, settings }) {
    const tag = await hub.getTag(request.at(1) as number | string);
    return [
      `SRPM: ${settings.topdir}/work/${request.text(0)}`,
      `Build Tag: ${tag?.name ?? `${request.text(1)} (deleted)`}`,
      `Build Arch: ${request.text(2)}`,
      `SRPM Kept: ${pythonRepr(request.at(3))}`,
      ...request.options(4),
    ];
  },
  async tagBuild(request, { hub }) {
    const build = await hub.getBuild(request.at(1) as number | string, { strict: true });
    const tag = await hub.getTag(request.at(0) as number | string, { strict: true });
    return [`Destination Tag: ${tag?.name}`, `Build: ${buildLabel(build as WireStruct)}`];
  },
  buildNotification: (request) => [
    `Recipients: ${joined(request.list(0))}`,
    `Build: ${buildLabel(request.struct(1))}`,
    `Build Target: ${request.name(2)}`,
    `Web URL: ${request.text(3)}`,
  ],
  build: (request) => [`Source: ${request.text(0)}`, `Build Target: ${request.text(1)}`, ...request.options(2)],
  maven: sourceBuild,
  buildMaven: (request) => [`SCM URL: ${request.text(0)}`, `Build Tag: ${request.name(1)}`, ...request.options(2)],
  wrapperRPM: (request) => [
    `Spec File URL: ${request.text(0)}`,
    `Build Tag: ${request.name(1)}`,
    ...(request.at(2) ? [`Build: ${buildLabel(request.struct(2))}`] : []),
    ...(request.at(3)
      ? [`Task: ${pythonStr(request.struct(3).id ?? null)} ${taskLabel(request.struct(3) as LabelledTask)}`]
      : []),
    ...request.options(4),
  ],
  chainmaven: (request) => [
    'Builds:',
    ...Object.entries(request.struct(0)).flatMap(([pkg, options]) => [`  ${pkg}`, ...memberLines(options as WireStruct, '  ')]),
    `Build Target: ${request.text(1)}`,
    ...request.options(2),
  ],
  winbuild: (request) => [...request.labelled('VM', 'SCM URL', 'Build Target').slice(0, 3), ...request.options(3)],
  vmExec: (request) => [
    `VM: ${request.text(0)}`,
    'Exec Params:',
    ...request.list(1).flatMap((info) => (isStruct(info) ? memberLines(info, '  ') : [`  ${pythonStr(info)}`])),
    ...request.options(2),
  ],
  createLiveCD: imageChild,
  createAppliance: imageChild,
  createLiveMedia: imageChild,
  appliance: imageParent,
  livecd: imageParent,
  livemedia: imageParent,
  async newRepo(request, { hub }) {
    const tag = await hub.getTag(request.at(0) as number | string, { strict: true });
    return [`Tag: ${tag?.name}`];
  },
  createrepo(request) {
    const old = request.at(2);
    return [
      `Repo ID: ${request.text(0)}`,
      `Arch: ${request.text(1)}`,
      ...(isStruct(old)
        ? [`Old Repo ID: ${pythonStr(old.id ?? null)}`, `Old Repo Creation: ${longTime(Number(old.create_ts))}`]
        : []),
      ...(request.optional(3) === null
        ? []
        : [`External Repos: ${joined(request.list(3).map((repo) => (repo as WireStruct).external_repo_name ?? null))}`]),
    ];
  },
  async tagNotification(request, { hub }) {
    const destination = await hub.getTag(request.at(2) as number | string, { strict: true });
    const source = request.at(3) ? await hub.getTag(request.at(3) as number | string) : null;
    const build = await hub.getBuild(request.at(4) as number | string, { strict: true });
    const user = await hub.getUser({ userInfo: request.at(5) as number | string, strict: true });
    return [
      `Recipients: ${joined(request.list(0))}`,
      `Successful?: ${yesNo(request.at(1))}`,
      `Tagged Into: ${destination?.name}`,
      ...(source ? [`Moved From: ${source.name}`] : []),
      `Build: ${buildLabel(build as WireStruct)}`,
      `Tagged By: ${user?.name}`,
      `Ignore Success?: ${yesNo(request.at(6))}`,
      ...(request.at(7) ? [`Failure Message: ${request.text(7)}`] : []),
    ];
  },
  dependantTask: (request) => [
    `Dependant Tasks: ${joined(request.list(0))}`,
    'Subtasks:',
    ...request.list(1).flatMap((subtask) => {
      const [method = null, params = [], options = null] = subtask as WireValue[];
      return [
        `  Method: ${pythonStr(method)}`,
        `  Parameters: ${joined(params as WireValue[])}`,
        ...optionLines(options, '  '),
        '',
      ];
    }),
  ],
  chainbuild: (request) => [
    'Build Groups:',
    ...request.list(0).map((group, i) => `  ${i + 1}: ${joined(group as WireValue[])}`),
    `Build Target: ${request.text(1)}`,
    ...request.options(2),
  ],
  waitrepo: (request) => [
    `Build Target: ${request.text(0)}`,
    ...(request.at(1) ? [`Newer Than: ${request.text(1)}`] : []),
    ...(request.at(2) ? [`NVRs: ${joined(request.list(2))}`] : []),
  ],
};
