import type { Query } from '../query.ts';

/** What the form of a tag says. Boxes that are not ticked are not sent. */
export function readTagFields(fields: Query) {
  return {
    name: fields.requiredText('name'),
    arches: fields.text('arches') ?? '',
    perm: fields.optionalId('permission') ?? null,
    locked: fields.flag('locked', false),
    maven_support: fields.flag('maven_support', false),
    maven_include_all: fields.flag('maven_include_all', false),
  };
}
