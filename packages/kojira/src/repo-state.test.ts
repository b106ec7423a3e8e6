import { REPO_STATES, TASK_STATES } from '@koji/common/types/states';
import { describe, expect, test } from 'vitest';
import { type Action, decide, type Memory, type RepoRow } from './repo-state.ts';

const limits = {
  initTimeoutS: 7200,
  repoLifetimeS: 1000,
  distRepoLifetimeS: 2000,
  expiredRepoLifetimeS: 500,
  recheckPeriodS: 60,
  referenceRecheckPeriodS: 90,
};
const now = 1_000_000;

function aRepo(given: Partial<RepoRow>): RepoRow {
  return {
    id: 7,
    tag_id: 3,
    tag_name: 'f42-build',
    create_event: 100,
    state: REPO_STATES.READY,
    dist: false,
    task_id: 12,
    task_state: TASK_STATES.CLOSED,
    creation_ts: now - 50,
    state_ts: now - 50,
    end_event: null,
    opts: {},
    custom_opts: {},
    ...given,
  };
}

const stale = { end_event: 101, state_ts: now - 1001 };
const gone = { state: REPO_STATES.EXPIRED, state_ts: now - 500 } as const;
const cases: [title: string, repo: Partial<RepoRow>, memory: Partial<Memory>, action: Action['do'], detail?: string][] = [
  ['a fresh unfinished repo', { state: REPO_STATES.INIT }, {}, 'keep'],
  ['an unfinished repo without creation time', { state: REPO_STATES.INIT, creation_ts: null }, {}, 'mark as problem'],
  ['an unfinished repo exactly at the timeout', { state: REPO_STATES.INIT, creation_ts: now - 7200 }, {}, 'keep'],
  ['an unfinished repo past the timeout', { state: REPO_STATES.INIT, creation_ts: now - 7201 }, {}, 'mark as problem'],
  ['an unfinished repo whose task failed', { state: REPO_STATES.INIT, task_state: TASK_STATES.FAILED }, {}, 'mark as problem'],
  [
    'an unfinished repo whose task was canceled',
    { state: REPO_STATES.INIT, task_state: TASK_STATES.CANCELED },
    {},
    'mark as problem',
  ],
  ['an unfinished repo whose task closed a moment ago', { state: REPO_STATES.INIT, task_state: TASK_STATES.CLOSED }, {}, 'keep'],
  ['a current default repo, however old', { state_ts: 1 }, {}, 'keep'],
  ['a current dist repo, however old', { dist: true, custom_opts: null, state_ts: 1 }, {}, 'keep'],
  ['an outdated repo within its lifetime', { end_event: 101, state_ts: now - 1000 }, {}, 'keep'],
  ['an outdated repo past its lifetime', stale, {}, 'expire unless needed', 'of a build tag'],
  [
    'a current repo with custom options',
    { custom_opts: { src: true }, state_ts: now - 1001 },
    {},
    'expire unless needed',
    'never',
  ],
  ['an outdated dist repo within its longer lifetime', { ...stale, dist: true, custom_opts: null }, {}, 'keep'],
  [
    'an outdated dist repo',
    { end_event: 1, dist: true, custom_opts: null, state_ts: now - 2001 },
    {},
    'expire unless needed',
    'always',
  ],
  ['an outdated repo looked at a moment ago', stale, { expiryCheckedAt: now - 59 }, 'keep'],
  ['an outdated repo looked at a period ago', stale, { expiryCheckedAt: now - 60 }, 'expire unless needed', 'of a build tag'],
  ['an outdated repo of an older hub, changed lately', { ...stale, state_ts: null }, { changedAt: now - 10 }, 'keep'],
  ['an outdated repo of an older hub', { ...stale, state_ts: null }, { changedAt: now - 1001 }, 'expire unless needed'],
  ['an expired repo within its lifetime', { ...gone, state_ts: now - 499 }, {}, 'keep'],
  ['an expired repo at its lifetime', gone, {}, 'delete unless referenced'],
  ['a problem repo at its lifetime', { ...gone, state: REPO_STATES.PROBLEM }, {}, 'delete unless referenced'],
  ['an expired repo found referenced a moment ago', gone, { referencesCheckedAt: now - 89 }, 'keep'],
  ['an expired repo found referenced a period ago', gone, { referencesCheckedAt: now - 90 }, 'delete unless referenced'],
  ['a deleted repo', { state: REPO_STATES.DELETED, state_ts: 1 }, {}, 'keep'],
];

describe('the next step of', () => {
  test.each(cases)('%s', (_title, repo, memory, action, detail) => {
    const decided = decide(aRepo(repo), now, limits, { changedAt: now, ...memory });
    expect(decided.do).toBe(action);
    if (detail !== undefined) expect(decided).toMatchObject({ keepNewest: detail });
  });
});
