import { GenericError, ParameterError } from '@koji/common/errors';
import { matchesAnyGlob } from '@koji/common/glob';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { listWith, queryOptions } from '../../db/query-options.ts';
import { assertPolicy } from '../../policy/engine.ts';
import { requestRepo } from '../../repos/request-repo.ts';
import { hasPermission, isAdmin, requireUser } from '../../rpc/access.ts';
import { orFault } from '../../rpc/answers.ts';
import type { Call } from '../../rpc/call.ts';
import { info } from '../../rpc/info.ts';
import { anyone, loggedIn, method, optional, param } from '../../rpc/method.ts';
import { anything, flag, isStruct, isTruthy, listOf, nullable, struct, text } from '../../rpc/shapes.ts';
import { readTag } from '../../tags/build-config.ts';
import { createTag, editTag } from '../../tags/edit-tag.ts';
import { listParentLinks } from '../../tags/queries.ts';
import { requireTag } from '../../tags/require-tag.ts';
import { createTarget } from '../../targets/create-target.ts';
import { resolveUser } from '../../users/resolve-user.ts';
import { countSideTags, insertTagName, reserveTagId, sideTagsQuery } from './queries.ts';
import { readSidetagSettings } from './settings.ts';
import { removeSideTag as removeTag, requireOwnSideTag } from './side-tag.ts';

export const createSideTag = method({
  name: 'createSideTag',
  doc: 'Make a side tag of one’s own below a tag, with a target of the same name. Answers {name, id, task_id, request}.',
  access: loggedIn,
  params: [param('basetag', info), optional('debuginfo', flag, false), optional('suffix', nullable(text), null)],
  async run(call, { basetag, debuginfo, suffix }) {
    const settings = readSidetagSettings(call.pluginSettings);
    if (suffix && !settings.allowedSuffixes.includes(suffix))
      throw new GenericError(`${suffix} suffix is not allowed for sidetag`);
    const user = requireUser(call);
    const base = await requireTag(call, basetag);
    await assertPolicy(call, 'sidetag', { tag: base.id, number_of_tags: await countSideTags(call.db, user.id) });
    const id = await reserveTagId(call.db);
    const name = `${settings.nameTemplate.replaceAll('{basetag}', base.name).replaceAll('{tag_id}', String(id))}${suffix ? `-${suffix}` : ''}`;
    const extra = {
      sidetag: true,
      sidetag_user: user.name,
      sidetag_user_id: user.id,
      ...(debuginfo ? { with_debuginfo: true } : {}),
    };
    await insertTagName(call.db, id, name);
    const created = await createTag(call, { ...plainTag, name, parent: base.id, arches: base.arches, extra });
    await createTarget(call, name, created, created);
    const request = settings.triggerNewRepo ? (await requestRepo(call, { tag: created })).request : null;
    // A request has no task at first.
    return { name, id: created, task_id: null, request };
  },
});
const plainTag = { perm: null, locked: false, maven_support: false, maven_include_all: false } as const;

export const removeSideTag = method({
  name: 'removeSideTag',
  doc: 'End a side tag of one’s own, with its target.',
  access: loggedIn,
  params: [param('sidetag', info)],
  async run(call, { sidetag }) {
    await removeTag(call, await requireOwnSideTag(call, sidetag));
    return null;
  },
});

export const listSideTags = method({
  name: 'listSideTags',
  doc: 'Side tags, all or by base tag and user.',
  access: anyone,
  readOnly: true,
  params: [
    optional('basetag', nullable(info), null),
    optional('user', anything, null),
    optional('queryOpts', queryOptions, null),
  ],
  async run({ db }, { basetag, user, queryOpts }) {
    const userId = user === null ? null : (await resolveUser(db, user, true)).id;
    const baseTagId = basetag === null ? null : (await requireTag({ db }, basetag)).id;
    return listWith<{ id: number; name: string; user_id: string; user_name: string | null }>(
      db,
      sideTagsQuery({ baseTagId, userId }),
      queryOpts,
    );
  },
});

export const editSideTag = method({
  name: 'editSideTag',
  doc: 'Change what a side tag’s base tag allows: debuginfo, rpm macros. Other extra values need sidetag_admin.',
  access: loggedIn,
  params: [
    param('sidetag', info),
    optional('debuginfo', nullable(flag), null),
    optional('rpm_macros', anything, null),
    optional('remove_rpm_macros', nullable(listOf(text)), null),
    optional('extra', nullable(struct), null),
    optional('remove_extra', nullable(listOf(text)), null),
  ],
  async run(call, { sidetag, debuginfo, rpm_macros, remove_rpm_macros, extra, remove_extra }) {
    const tag = await requireOwnSideTag(call, sidetag);
    if ((extra !== null || remove_extra !== null) && !(await hasPermission(call, 'sidetag_admin')) && !(await isAdmin(call))) {
      throw new GenericError('Extra can be modified only with sidetag_admin or admin permissions.');
    }
    const limits = await readLimits(call, tag.id);
    if (debuginfo !== null && !limits.debuginfo) throw new GenericError('Debuginfo setting is not allowed in parent tag.');
    const wantsMacros = isTruthy(rpm_macros) || isTruthy(remove_rpm_macros);
    const allowed = wantsMacros ? allowedMacros(limits) : [];
    const changed: WireStruct = { ...extra, ...(debuginfo === null ? {} : { with_debuginfo: debuginfo }) };
    for (const [macro, value] of Object.entries(readMacros(rpm_macros))) {
      if (!/^[A-Za-z_]./.test(macro)) throw new GenericError(`Invalid macro name '${macro}'`);
      assertMacroAllowed(macro, allowed);
      changed[`rpm.macro.${macro}`] = value;
    }
    const removed = [...(remove_extra ?? [])];
    for (const macro of remove_rpm_macros ?? []) {
      assertMacroAllowed(macro, allowed);
      removed.push(`rpm.macro.${macro}`);
    }
    await editTag(call, tag.id, { extra: changed, remove_extra: removed });
    return null;
  },
});

/** What the base tag lets side tags change. */
interface Limits {
  readonly name: string;
  readonly debuginfo: boolean;
  readonly macros: WireValue;
}
async function readLimits(call: Call, tagId: number): Promise<Limits> {
  const [link] = await listParentLinks(call.db, [tagId], null);
  const parent = orFault(link && (await readTag(call.db, link.parent_id)), 'the side tag has lost its base tag');
  return {
    name: parent.name,
    debuginfo: isTruthy(parent.extra.sidetag_debuginfo_allowed),
    macros: parent.extra.sidetag_rpm_macros_allowed ?? null,
  };
}
function allowedMacros({ name, macros }: Limits): string[] {
  const allowed = typeof macros === 'string' ? macros.split(/\s+/).filter(Boolean) : (macros ?? []);
  if (!Array.isArray(allowed) || !allowed.every((macro) => typeof macro === 'string'))
    throw new GenericError(`Allowed rpm macro list is invalid for ${name}.`);
  if (allowed.length === 0) throw new GenericError('RPM macros change is not allowed in parent tag.');
  return allowed;
}
function assertMacroAllowed(macro: string, allowed: readonly string[]): void {
  if (!matchesAnyGlob(macro, allowed)) throw new GenericError(`RPM macro ${macro} editing is not allowed via parent tag`);
}
function readMacros(value: WireValue): WireStruct {
  if (value === null) return {};
  if (!isStruct(value)) throw new ParameterError('Invalid type for rpm_macros: expected a struct');
  return value;
}
