import type { Authority } from '@koji/common/pki/authority';
import type { NamePart } from '@koji/common/pki/name';

/** The parts of a subject as options: `--country`, `--state`, `--locality`, `--org`, `--org-unit`, `--email`. */
export interface SubjectFlags {
  readonly country?: string;
  readonly state?: string;
  readonly locality?: string;
  readonly org?: string;
  readonly orgUnit?: string;
  readonly email?: string;
}

const TYPES = [
  ['country', 'C'],
  ['state', 'ST'],
  ['locality', 'L'],
  ['org', 'O'],
  ['orgUnit', 'OU'],
  ['email', 'emailAddress'],
] as const;
// What the set-up guide's "match" policy wants equal in the authority and in everything it issues.
const INHERITED = new Set(['C', 'ST', 'O']);

/** The parts given as options; an option given as an empty text leaves the part out. */
export function subjectParts(flags: SubjectFlags): NamePart[] {
  return TYPES.flatMap(([flag, type]) => {
    const value = flags[flag];
    return value === undefined ? [] : [{ type, value }];
  });
}

/** The parts given, and country, state and organization of the authority where they are not. */
export function inheritedParts(authority: Authority, flags: SubjectFlags): NamePart[] {
  const given = subjectParts(flags);
  const own = new Set(given.map((part) => part.type));
  return [...authority.certificate.subject.filter(({ type }) => INHERITED.has(type) && !own.has(type)), ...given];
}
