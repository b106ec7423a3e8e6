import { GenericError } from '@koji/common/errors';
import type { HubConfig } from '../config/hub-config.ts';
import type { Shape } from '../rpc/shapes.ts';

type NameRules = Pick<HubConfig, 'maxNameLengthInternal' | 'regexNameInternal' | 'regexUserName'>;

/** The operator's rules for names of things (`internal`) and of users and principals (hub-behaviour.md §19). */
export function assertValidName(rules: NameRules, kind: 'internal' | 'user', name: string): void {
  if (name === '') throw new GenericError(`${kind === 'user' ? 'User' : 'Internal'} name is empty`);
  const { maxNameLengthInternal: max } = rules;
  if (max > 0 && name.length > max)
    throw new GenericError(`${name.slice(0, 40)}… is too long: ${name.length} characters, at most ${max} are allowed`);
  const pattern = kind === 'user' ? rules.regexUserName : rules.regexNameInternal;
  if (pattern !== '' && !new RegExp(`^(?:${pattern})`).test(name))
    throw new GenericError(`Name ${name} does not match ${pattern}`);
}

/** For names that become part of a path: no separators, nothing that points elsewhere. */
export function assertPathName(name: string): void {
  if (name.includes('/') || name.includes('\0') || name === '.' || name === '..')
    throw new GenericError(`Name ${name} cannot be used in a path`);
}

/** A name that is to be given; what is no text is refused like any other bad name. */
export const nameText: Shape<string> = {
  label: 'a name',
  read(value, parameter) {
    if (typeof value !== 'string') throw new GenericError(`Name should be a string: ${parameter}`);
    return value;
  },
};
