import { joinArches } from '@koji/common/arch';
import { GenericError, ParameterError } from '@koji/common/errors';
import type { TagExternalRepo } from '@koji/common/types/external-repo';
import { REPO_MERGE_MODES } from '@koji/common/types/states';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { method, optional, param, permitted } from '../rpc/method.ts';
import { intOrDigits, nullable, type Shape, text } from '../rpc/shapes.ts';
import { requireTag } from '../tags/require-tag.ts';
import { findExternalRepo, listTagExternalRepos } from './queries.ts';

type Link = Pick<TagExternalRepo, 'priority' | 'merge_mode' | 'arches'>;

/** The tag, the repository and the tag's present links. */
async function lookUp(call: Call, tagInfo: number | string, repoInfo: number | string) {
  const tag = await requireTag(call, tagInfo);
  const repo = orFault(await findExternalRepo(call.db, repoInfo), `No such repo: ${repoInfo}`);
  const links = await listTagExternalRepos(call.db, { tagIds: [tag.id], repoId: null, event: null });
  return { tag, repo, links, own: links.find((link) => link.external_repo_id === repo.id) };
}
type Found = Awaited<ReturnType<typeof lookUp>>;
function requireLink({ tag, repo, own }: Found): TagExternalRepo {
  return orFault(own, `external repo ${repo.name} not associated with tag ${tag.name}`);
}
function assertMergeMode(mode: string): void {
  if (!(REPO_MERGE_MODES as readonly string[]).includes(mode)) throw new GenericError(`No such merge mode: ${mode}`);
}
async function insertLink(call: Call, { tag, repo, links }: Found, link: Link): Promise<void> {
  const rival = links.find((other) => other.priority === link.priority && other.external_repo_id !== repo.id);
  if (rival) throw new GenericError(`tag ${tag.name} already associated with an external repo at priority ${link.priority}`);
  await insertVersioned(call, 'tag_external_repos', { tag_id: tag.id, external_repo_id: repo.id, ...link });
}
async function revokeLink(call: Call, { tag, repo }: Found): Promise<void> {
  await revokeRows(call, 'tag_external_repos', sql`tag_id = ${tag.id} and external_repo_id = ${repo.id}`);
}

/** Arches separated by commas or spaces, or in a list. */
const looseArches: Shape<string> = {
  label: 'arches',
  read(value, parameter) {
    if (typeof value === 'string' || (Array.isArray(value) && value.every((name) => typeof name === 'string')))
      return joinArches(value);
    throw new ParameterError(`Invalid type for ${parameter}: expected arches in a string or a list`);
  },
};

export const addExternalRepoToTag = method({
  name: 'addExternalRepoToTag',
  doc: 'Link an external repository to a tag, with a priority, a merge mode (koji, simple, bare) and, if not for all, its arches.',
  access: permitted('tag'),
  params: [
    param('tag_info', info),
    param('repo_info', info),
    param('priority', intOrDigits),
    optional('merge_mode', nullable(text), 'koji'),
    optional('arches', nullable(looseArches), null),
  ],
  async run(call, { tag_info, repo_info, priority, merge_mode, arches }) {
    const mode = merge_mode ?? 'koji';
    assertMergeMode(mode);
    const found = await lookUp(call, tag_info, repo_info);
    const link = { priority, merge_mode: mode, arches };
    if (found.own) throw new GenericError(`tag ${found.tag.name} already associated with external repo ${found.repo.name}`);
    await insertLink(call, found, link);
    return null;
  },
});
export const removeExternalRepoFromTag = method({
  name: 'removeExternalRepoFromTag',
  doc: 'End a tag’s link to an external repository.',
  access: permitted('tag'),
  params: [param('tag_info', info), param('repo_info', info)],
  async run(call, { tag_info, repo_info }) {
    const found = await lookUp(call, tag_info, repo_info);
    requireLink(found);
    await revokeLink(call, found);
    return null;
  },
});
export const editTagExternalRepo = method({
  name: 'editTagExternalRepo',
  doc: 'Change priority, merge mode or arches of a tag’s link; nil leaves each as it is. Answers whether anything changed.',
  access: permitted('tag'),
  params: [
    param('tag_info', info),
    param('repo_info', info),
    optional('priority', nullable(intOrDigits), null),
    optional('merge_mode', nullable(text), null),
    optional('arches', nullable(looseArches), null),
  ],
  async run(call, { tag_info, repo_info, priority, merge_mode, arches }) {
    const found = await lookUp(call, tag_info, repo_info);
    const before = requireLink(found);
    const after = {
      priority: priority ?? before.priority,
      merge_mode: merge_mode ?? before.merge_mode,
      arches: arches ?? before.arches,
    };
    assertMergeMode(after.merge_mode);
    if (after.priority === before.priority && after.merge_mode === before.merge_mode && after.arches === before.arches)
      return false;
    await revokeLink(call, found);
    await insertLink(call, found, after);
    return true;
  },
});
