import { GenericError } from '../errors.ts';
import { isStruct } from '../is-struct.ts';
import { splitKeywords } from '../wire/keywords.ts';
import type { WireStruct, WireValue } from '../wire/values.ts';
import { type TaskMethod, taskMethods } from './methods.ts';
import { type ArgumentsOf, bindArguments } from './parameters.ts';

export { type TaskMethod, taskMethods } from './methods.ts';

export type TaskMethodName = keyof typeof taskMethods;
/** Arguments of a task method by name. */
export type TaskArguments<M extends TaskMethodName> = ArgumentsOf<(typeof taskMethods)[M]['params']>;

export function isTaskMethod(method: string): method is TaskMethodName {
  return Object.hasOwn(taskMethods, method);
}

/**
 * The arguments of a stored request by name, with defaults filled in. The request is positional (perhaps with a
 * `__starstar` struct at its end) or one struct with the key `__method__`, which holds the arguments as they are.
 * Throws GenericError for a method without signature, ParameterError for arguments that do not fit.
 */
export function parseTaskRequest<M extends TaskMethodName>(method: M, request: readonly WireValue[]): TaskArguments<M>;
export function parseTaskRequest(method: string, request: readonly WireValue[]): WireStruct;
export function parseTaskRequest(method: string, request: readonly WireValue[]): WireStruct {
  const named = namedRequest(request);
  if (named !== undefined) return named;
  if (!isTaskMethod(method)) throw new GenericError(`No signature for task method ${method}`);
  const [positional, keywords] = splitKeywords([...request]);
  return bindArguments(method, taskMethods[method], positional, keywords);
}

function namedRequest(request: readonly WireValue[]): WireStruct | undefined {
  const [only] = request;
  if (request.length !== 1 || !isStruct(only) || !Object.hasOwn(only, '__method__')) return undefined;
  const { __method__: _, ...named } = only;
  return named;
}

/** The positional request that asks for a task: given arguments in signature order, trailing omitted ones left out. */
export function taskRequest<M extends TaskMethodName>(method: M, args: Partial<TaskArguments<M>>): WireValue[] {
  const { params }: TaskMethod = taskMethods[method];
  const given: WireStruct = args as WireStruct;
  const names = Object.keys(params);
  const last = names.findLastIndex((name) => given[name] !== undefined);
  return names.slice(0, last + 1).map((name) => {
    const value = given[name] === undefined ? params[name]?.fallback : given[name];
    if (value === undefined) throw new GenericError(`${method}: argument ${name} is needed`);
    return value;
  });
}
