import type { Query } from '../query.ts';

/** What the form of a tag says. Boxes that are not ticked are not sent; a hub without Maven takes nothing that names it. */
export function readTagFields(fields: Query) {
  return {
    name: fields.requiredText('name'),
    arches: fields.text('arches') ?? '',
    perm: fields.optionalId('permission') ?? null,
    locked: fields.flag('locked', false),
    ...(fields.flag('maven', false)
      ? { maven_support: fields.flag('maven_support', false), maven_include_all: fields.flag('maven_include_all', false) }
      : {}),
  };
}
