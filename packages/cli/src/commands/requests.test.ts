import type { Script } from '@koji/common/testing/scripted-hub';
import type { WireStruct } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { testKoji } from '../testing/run-koji.fixture.ts';

const tag = (id: unknown) => ({ id: Number(id), name: `tag${id}` });
const host = {
  enabled: true,
  ready: true,
  capacity: 2,
  task_load: 0,
  arches: 'x86_64',
  update_ts: null,
  comment: '',
  description: '',
};

/** A hub with so many of everything. */
function hubWith(count: number): Script {
  const rows = (make: (id: number) => WireStruct) => () => Array.from({ length: count }, (_, i) => make(i + 1));
  return {
    getTag: tag,
    getPackage: (id) => ({ id, name: `package${id}` }),
    listChannels: rows((id) => ({ id, name: `channel${id}`, enabled: true })),
    listHosts: rows((id) => ({ ...host, id, name: `host${id}` })),
    getTagGroups: rows((id) => ({ name: `group${id}`, tag_id: id, grouplist: [], packagelist: [] })),
    getUser: () => ({ id: 1, name: 'alice' }),
    getBuildNotifications: rows((id) => ({ id, tag_id: id, package_id: id, email: '', success_only: false })),
    getBuildNotificationBlocks: rows((id) => ({ id, tag_id: id, package_id: null })),
    untaggedBuilds: rows((id) => ({ id, name: 'bash', version: '1', release: String(id) })),
    buildReferences: () => ({}),
    getTaskInfo: (id) => ({ id, method: 'build', arch: 'noarch', state: 2, host_id: null, owner: 1 }),
    getTaskChildren: rows((id) => ({ id: id + 1, method: 'buildArch', arch: 'noarch', state: 2 })),
    listTaskOutput: () => ({}),
  };
}

test.each([
  [['list-channels']],
  [['list-hosts', '--show-channels']],
  [['list-groups', 'f42']],
  [['list-notifications', '--user=alice']],
  [['list-untagged', '--show-references']],
  [['download-task', '1']],
])('%j asks the hub no more often for many rows than for one', async (words) => {
  await using one = await testKoji(hubWith(1));
  await using many = await testKoji(hubWith(30));
  const [short, long] = [await one.run(...words), await many.run(...words)];
  expect([short.status, long.status]).toEqual([0, 0]);
  expect(many.hub.requests).toEqual(one.hub.requests);
  expect(many.hub.calls.length).toBeGreaterThan(one.hub.calls.length);
});
