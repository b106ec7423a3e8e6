import { KojiError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import { isTaskMethod, parseTaskRequest } from '@koji/common/tasks/signatures';
import type { WireStruct, WireValue } from '@koji/common/wire/values';

/** What a parameter stands for, where that is a thing with a page of its own. */
export type ParameterKind = 'tag' | 'target' | 'build' | 'buildroot' | 'repo' | 'task' | 'user' | 'host' | 'text';
export interface TaskParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly value: WireValue;
}

const kinds: Readonly<Record<string, ParameterKind>> = {
  tag: 'tag',
  tag_id: 'tag',
  tag_info: 'tag',
  build_tag: 'tag',
  fromtag: 'tag',
  from_info: 'tag',
  root: 'tag',
  target: 'target',
  target_info: 'target',
  build_target: 'target',
  build: 'build',
  build_id: 'build',
  build_info: 'build',
  buildrootID: 'buildroot',
  repo_id: 'repo',
  oldrepo: 'repo',
  repo_info: 'repo',
  task: 'task',
  task_id: 'task',
  user_info: 'user',
  host: 'host',
};

/** The parameters of a task by name; by number where the request fits no known signature. */
export function readParameters(method: string, request: WireValue | undefined): TaskParameter[] {
  if (!Array.isArray(request)) return [];
  return Object.entries(nameArguments(method, request)).flatMap(([name, value]) =>
    isNothing(value) ? [] : [{ name, kind: kinds[name] ?? 'text', value: withoutNothing(value) }],
  );
}

/** Options that were not given travel as nothing; they say nothing to people either. */
function withoutNothing(value: WireValue): WireValue {
  return isStruct(value) ? Object.fromEntries(Object.entries(value).filter(([, inner]) => !isNothing(inner))) : value;
}
function isNothing(value: WireValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === null || (isStruct(value) && Object.values(value).every(isNothing));
}

function nameArguments(method: string, request: readonly WireValue[]): WireStruct {
  const byNumber = () => Object.fromEntries(request.map((value, i) => [`argument ${i + 1}`, value]));
  if (!isTaskMethod(method) && !(request.length === 1 && isStruct(request[0]) && '__method__' in request[0])) return byNumber();
  try {
    return parseTaskRequest(method as string, request);
  } catch (error) {
    if (error instanceof KojiError) return byNumber();
    throw error;
  }
}
