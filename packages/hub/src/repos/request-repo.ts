import { ActionNotAllowed, GenericError, ParameterError } from '@koji/common/errors';
import type { RepoOptions, RepoRequestResult } from '@koji/common/types/repo';
import { REPO_STATES } from '@koji/common/types/states';
import type { WireStruct } from '@koji/common/wire/values';
import { notify } from '../db/notify.ts';
import { findEvent, findLastEvent } from '../events/queries.ts';
import { isAdmin, requireUser } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { isInt32 } from '../rpc/shapes.ts';
import { requireFullTag } from '../tags/require-tag.ts';
import { readFirstChange, readLastChange } from '../tags/tag-changes.ts';
import { DEFAULT_PRIORITY } from '../tasks/make-task.ts';
import { findNewestRepo } from './queries.ts';
import { findMatchingRequest, findRequest, insertRequest, updateRequestPriority } from './queue-queries.ts';

export interface RepoQuestion {
  readonly tag: number | string;
  readonly minEvent?: number | 'last' | null;
  readonly atEvent?: number | null;
  readonly opts?: RepoOptions;
  /** Relative to the usual one; below zero is for administrators. */
  readonly priority?: number | null;
  /** Asks for a new one even where there is one. */
  readonly force?: boolean;
}

/** A repository that will do, or the request that will bring one (hub-behaviour.md §5). */
export async function requestRepo(call: Call, question: RepoQuestion): Promise<RepoRequestResult> {
  const owner = requireUser(call).id;
  const tag = await requireFullTag(call, question.tag);
  const opts = question.opts ?? {};
  if (opts.maven && !call.config.enableMaven) throw new GenericError('Maven support not enabled');
  const wish = { tagId: tag.id, opts, ...(await wishedEvent(call, tag, question)) };
  const priority = await readPriority(call, question.priority ?? null);
  if (!question.force) {
    const repo = await findNewestRepo(call.db, { ...wish, dist: false, state: REPO_STATES.READY });
    if (repo) return { repo, request: null, duplicate: false };
  }
  const other = await findMatchingRequest(call.db, wish);
  if (other) {
    if (other.priority > priority) await updateRequestPriority(call.db, other.id, priority);
    return { repo: null, request: { ...other, priority: Math.min(other.priority, priority) }, duplicate: true };
  }
  const id = await insertRequest(call.db, { ...wish, owner, priority });
  await notify(call.db, 'koji_repo_queue', id);
  return { repo: null, request: (await findRequest(call.db, id)) ?? null, duplicate: false };
}

async function wishedEvent(
  call: Call,
  tag: { id: number; extra: WireStruct },
  { atEvent, minEvent }: RepoQuestion,
): Promise<{ atEvent: number | null; minEvent: number | null }> {
  if (atEvent !== undefined && atEvent !== null) {
    if (minEvent !== undefined && minEvent !== null) throw new ParameterError('The min_event and at_event options conflict');
    return { atEvent: await existingEvent(call, atEvent), minEvent: null };
  }
  if (typeof minEvent === 'number') return { atEvent: null, minEvent: await existingEvent(call, minEvent) };
  if (minEvent === 'last') return { atEvent: null, minEvent: await lastChange(call, tag.id) };
  const lag = tag.extra['repo.lag'];
  return { atEvent: null, minEvent: await laggingEvent(call, tag.id, isInt32(lag) ? lag : call.config.repoLagS) };
}
async function existingEvent(call: Call, event: number): Promise<number> {
  if (!(await findEvent(call.db, event))) throw new ParameterError(`Invalid event: ${event}`);
  return event;
}
async function lastChange(call: Call, tagId: number): Promise<number> {
  return orFault(await readLastChange(call.db, { tagId, inherit: true }, null), `tag ${tagId} has no history`);
}

/**
 * The event that a repository must at least be from when the asker does not say: a tag that changed a moment ago may lag
 * behind. Moments are rounded, so that those who ask at about the same time get the same.
 */
export async function laggingEvent(call: Call, tagId: number, lagS: number): Promise<number> {
  const last = await lastChange(call, tagId);
  const window = Math.max(1, call.config.repoLagWindowS);
  const moment = Math.floor((Date.now() / 1000 - lagS) / window) * window;
  const before = await findLastEvent(call.db, moment);
  // Only a new instance has none that old.
  const base = before?.id ?? (await readFirstChange(call.db, { tagId, inherit: true }, null)) ?? last;
  return Math.min(base, last);
}

async function readPriority(call: Call, relative: number | null): Promise<number> {
  if (relative === null) return DEFAULT_PRIORITY;
  if (relative < 0 && !(await isAdmin(call))) throw new ActionNotAllowed('only admins may create high-priority requests');
  return DEFAULT_PRIORITY + relative;
}
