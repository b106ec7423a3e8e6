import type { Script } from '@koji/common/testing/scripted-hub';
import type { WireStruct } from '@koji/common/wire/values';
import { describe, expect, test } from 'vitest';
import { testKoji } from '../testing/run-koji.fixture.ts';

const tag = { id: 2, name: 'f40-build', arches: 'x86_64', extra: { 'repo.auto': true } };
const repo = (changes: WireStruct = {}): WireStruct => ({ id: 7, tag_id: 2, create_event: 50, opts: {}, ...changes });
const request = (changes: WireStruct = {}): WireStruct => ({
  id: 3,
  active: true,
  task_id: 11,
  task_state: 0,
  repo_id: null,
  tries: 1,
  min_event: 50,
  ...changes,
});

function hub(script: Script): Script {
  return {
    getTag: () => tag,
    getBuildTargets: () => [{ build_tag_name: 'f40-build' }],
    tagLastChangeEvent: () => 50,
    listTagged: () => [{ version: '1', release: '1', nvr: 'bash-1-1' }],
    getLatestBuilds: () => [{ nvr: 'bash-1-1' }],
    ...script,
  };
}
/** Answers one after the other, then the last. */
function inTurn<T>(...answers: readonly T[]): () => T {
  let next = 0;
  return () => answers[Math.min(next++, answers.length - 1)] as T;
}
const found = 'Got repo 7\nRepo info: http://web.example.com/koji/repoinfo?repoID=7\n';

describe('wait-repo --request', () => {
  test('takes the repository that there is', async () => {
    await using koji = await testKoji(hub({ 'repo.request': () => ({ repo: repo(), request: null, duplicate: false }) }));
    expect(await koji.run('wait-repo', '--request', 'f40-build')).toEqual({ status: 0, stdout: found, stderr: '' });
    expect(koji.hub.asked('repo.request')).toEqual([[2, expect.objectContaining({ min_event: 50 })]]);
  });

  test('follows its request to the repository', async () => {
    await using koji = await testKoji(
      hub({
        'repo.request': () => ({ repo: null, request: request(), duplicate: false }),
        'repo.checkRequest': inTurn<WireStruct>(
          { repo: null, request: request({ task_state: 1 }) },
          { repo: repo(), request: request({ active: false }) },
        ),
      }),
    );
    const { status, stdout } = await koji.run('wait-repo', '--request', '-v', 'f40-build');
    expect(stdout).toBe(`Waiting on repo for f40-build
Requesting a repo
Got request: 3
Request updated: task_state: FREE -> OPEN
${found}`);
    expect(status).toBe(0);
  });

  test('fails with its request', async () => {
    await using koji = await testKoji(
      hub({
        'repo.request': () => ({ repo: null, request: request(), duplicate: false }),
        'repo.checkRequest': () => ({ repo: null, request: request({ active: false, task_state: 5 }) }),
      }),
    );
    expect(await koji.run('wait-repo', '--request', 'f40-build')).toEqual({
      status: 1,
      stdout: 'Task 11 state is FAILED\n',
      stderr: 'Failed to get repo -- Repo request no longer active\n',
    });
  });

  test('asks for a newer repository once the builds are tagged', async () => {
    await using koji = await testKoji(
      hub({
        listTagged: inTurn([], [{ version: '1', release: '1', nvr: 'bash-1-1' }]),
        tagLastChangeEvent: () => 60,
        'repo.request': () => ({ repo: repo({ create_event: 60 }), request: null, duplicate: false }),
      }),
    );
    expect((await koji.run('wait-repo', '--request', '--build=bash-1-1', 'f40-build')).stdout).toBe(found);
    expect(koji.hub.asked('repo.request')).toEqual([[2, expect.objectContaining({ min_event: 60 })]]);
  });
});

describe('wait-repo without a login', () => {
  test('looks until a repository is new enough', async () => {
    await using koji = await testKoji(hub({ 'repo.get': inTurn<WireStruct | null>(null, repo({ create_event: 49 }), repo()) }));
    const { status, stdout } = await koji.run('wait-repo', '--no-request', 'f40-build');
    expect({ status, stdout }).toEqual({ status: 0, stdout: found });
    expect(koji.hub.asked('repo.get')).toHaveLength(3);
    expect(koji.hub.asked('login')).toEqual([]);
  });

  test('gives up in time', async () => {
    await using koji = await testKoji(hub({ 'repo.get': () => null }));
    const { status, stderr } = await koji.run('wait-repo', '--no-request', '--timeout=0', 'f40-build');
    expect(status).toBe(1);
    expect(stderr).toContain('Failed to get repo -- Unsuccessfully waited 0:00 for a new f40-build repo\n');
  });

  test('says what looks like a mistake', async () => {
    await using koji = await testKoji(
      hub({
        getTag: () => ({ ...tag, extra: {} }),
        getBuildTargets: inTurn<WireStruct[]>([], [{ build_tag_name: 'f40-build-2' }]),
        'repo.get': () => repo(),
      }),
    );
    expect((await koji.run('wait-repo', 'f40-build')).stderr).toBe(`The --request option is recommended for faster results
f40-build is not a build tag for any target
Suggested tags: f40-build-2
This tag is not configured for automatic regeneration
`);
  });
});
