import { GenericError } from '@koji/common/errors';
import type { ExternalRepo, TagExternalRepo } from '@koji/common/types/external-repo';
import { toJsonText } from '../db/json.ts';
import { listWith, queryOptions } from '../db/query-options.ts';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { eventId } from '../events/event-id.ts';
import { orFault, orNull } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, isTruthy, nullable, struct, text } from '../rpc/shapes.ts';
import { readInheritance } from '../tags/read-inheritance.ts';
import { requireTag, requireTagId } from '../tags/require-tag.ts';
import { assertValidName, nameText } from '../users/names.ts';
import {
  ensureExternalRepoId,
  externalRepoClause,
  externalRepoColumns,
  externalRepoSource,
  findExternalRepo,
  findExternalRepoData,
  findExternalRepoName,
  listTagExternalRepos,
  updateExternalRepoName,
} from './queries.ts';

async function requireRepo(call: Call, key: number | string, event: number | null = null): Promise<ExternalRepo> {
  return orFault(await findExternalRepo(call.db, key, event), `No such repo: ${key}`);
}

export const getExternalRepo = method({
  name: 'getExternalRepo',
  doc: 'An external repository, now or at an event.',
  access: anyone,
  readOnly: true,
  params: [param('info', info), optional('strict', flag, false), optional('event', eventId, null)],
  async run({ db }, { info: key, strict, event }) {
    return orNull(await findExternalRepo(db, key, event), strict, `No such repo: ${key}`);
  },
});
export const listExternalRepos = method({
  name: 'listExternalRepos',
  doc: 'External repositories, all or by name or address.',
  access: anyone,
  readOnly: true,
  params: [
    optional('info', nullable(info), null),
    optional('url', nullable(text), null),
    optional('event', eventId, null),
    optional('queryOpts', queryOptions, null),
  ],
  run({ db }, { info: key, url, event, queryOpts }) {
    const where = externalRepoClause({ repo: key, url: url || null, event });
    return listWith<ExternalRepo>(
      db,
      { columns: externalRepoColumns, from: externalRepoSource, where, defaultOrder: sql`external_repo.id` },
      queryOpts,
    );
  },
});

/** Addresses end in a slash, so that a path below can be put behind. */
function directoryUrl(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
export const createExternalRepo = method({
  name: 'createExternalRepo',
  doc: 'Add an external repository.',
  access: permitted('admin'),
  params: [param('name', nameText), param('url', text)],
  async run(call, { name, url }): Promise<ExternalRepo> {
    assertValidName(call.config, 'internal', name);
    if (await findExternalRepo(call.db, name)) throw new GenericError(`An external repo named "${name}" already exists`);
    const repo = { id: await ensureExternalRepoId(call.db, name), name, url: directoryUrl(url) };
    await insertVersioned(call, 'external_repo_config', { external_repo_id: repo.id, url: repo.url });
    return repo;
  },
});
export const editExternalRepo = method({
  name: 'editExternalRepo',
  doc: 'Give an external repository another name or address.',
  access: permitted('admin'),
  params: [param('info', info), optional('name', nullable(nameText), null), optional('url', nullable(text), null)],
  async run(call, { info: key, name, url }) {
    const repo = await requireRepo(call, key);
    if (name && name !== repo.name) {
      assertValidName(call.config, 'internal', name);
      const holder = await findExternalRepoName(call.db, name);
      if (holder) throw new GenericError(`name "${name}" is already taken by external repo ${holder.id}`);
      await updateExternalRepoName(call.db, repo.id, name);
    }
    if (url && url !== repo.url) {
      await revokeRows(call, 'external_repo_config', sql`external_repo_id = ${repo.id}`);
      await insertVersioned(call, 'external_repo_config', { external_repo_id: repo.id, url: directoryUrl(url) });
    }
    return null;
  },
});
export const deleteExternalRepo = method({
  name: 'deleteExternalRepo',
  doc: 'End an external repository and its links to tags.',
  access: permitted('admin'),
  params: [param('info', info)],
  async run(call, { info: key }) {
    const { id } = await requireRepo(call, key);
    await revokeRows(call, 'tag_external_repos', sql`external_repo_id = ${id}`);
    await revokeRows(call, 'external_repo_config', sql`external_repo_id = ${id}`);
    return null;
  },
});

export const getTagExternalRepos = method({
  name: 'getTagExternalRepos',
  doc: 'Links of tags to external repositories, all or of one tag or repository, by priority.',
  access: anyone,
  readOnly: true,
  params: [optional('tag_info', anything, null), optional('repo_info', anything, null), optional('event', eventId, null)],
  async run(call, { tag_info, repo_info, event }) {
    // Compatibility: an empty name or id stands for all.
    const tagIds = isTruthy(tag_info) ? [await requireTagId(call, info.read(tag_info, 'tag_info'))] : null;
    const repoId = isTruthy(repo_info) ? (await requireRepo(call, info.read(repo_info, 'repo_info'), event)).id : null;
    return listTagExternalRepos(call.db, { tagIds, repoId, event });
  },
});
export const getExternalRepoList = method({
  name: 'getExternalRepoList',
  doc: 'The external repositories that builds in a tag see, by inheritance too, each once: the nearest link counts.',
  access: anyone,
  readOnly: true,
  params: [param('tag_info', info), optional('event', eventId, null)],
  async run(call, { tag_info, event }) {
    const tag = await requireTag(call, tag_info, event);
    const links = await readInheritance(call.db, tag.id, event);
    const nearest = new Map<number, TagExternalRepo>();
    for (const link of await listTagExternalRepos(call.db, {
      tagIds: [tag.id, ...links.map((l) => l.parent_id)],
      repoId: null,
      event,
    })) {
      if (!nearest.has(link.external_repo_id)) nearest.set(link.external_repo_id, link);
    }
    return [...nearest.values()];
  },
});

export const setExternalRepoData = method({
  name: 'repo.setExternalRepoData',
  doc: 'Keep what kojira knows of an external repository.',
  access: permitted('repo'),
  params: [param('external_repo_id', info), param('data', struct)],
  async run(call, { external_repo_id, data }) {
    const { id } = orFault(await findExternalRepoName(call.db, external_repo_id), `No such repo: ${external_repo_id}`);
    await revokeRows(call, 'external_repo_data', sql`external_repo_id = ${id}`);
    await insertVersioned(call, 'external_repo_data', { external_repo_id: id, data: toJsonText(data) });
    return null;
  },
});
export const getExternalRepoData = method({
  name: 'repo.getExternalRepoData',
  doc: 'What kojira keeps of an external repository.',
  access: anyone,
  readOnly: true,
  params: [param('erepo', info)],
  async run({ db }, { erepo }) {
    return findExternalRepoData(db, orFault(await findExternalRepoName(db, erepo), `No such repo: ${erepo}`).id);
  },
});
