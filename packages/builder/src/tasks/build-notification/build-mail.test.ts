import { expect, test } from 'vitest';
import { type BuildMailFacts, buildMail } from './build-mail.ts';

const build = {
  id: 3,
  name: 'bash',
  package_name: 'bash',
  version: '5.3',
  release: '1',
  epoch: 1,
  draft: false,
  owner_name: 'alice',
  state: 1,
  task_id: 12,
  creation_ts: 0,
  completion_ts: 60,
};
const task = {
  id: 17,
  state: 'closed',
  arch: 'x86_64',
  buildArch: 'x86_64',
  host: 'builder1',
  label: 'buildArch (bash-5.3-1.src.rpm, x86_64)',
  result: 'Unknown',
  logs: [{ name: 'build.log', volume: 'DEFAULT' }],
  rpms: ['bash-5.3-1.x86_64.rpm'],
  srpms: ['bash-5.3-1.src.rpm'],
  others: [{ name: 'a.txt', volume: 'big' }],
};
const facts: BuildMailFacts = {
  build,
  destTag: 'f42',
  tasks: [task],
  changelog: '* Mon Nov 23 2026 Alice\n- first\n',
  canceler: undefined,
  weburl: 'http://web',
  topurl: 'http://files',
};

test('a build that went well is told with its packages and logs', () => {
  const { subject, body } = buildMail(facts);
  expect(subject).toBe('Package: bash-1:5.3-1 Tag: f42 Status: complete Built by: alice');
  expect(body).toBe(`Package: bash-5.3-1
Tag: f42
Status: complete
Built by: alice
ID: 3
Started: Thu, 01 Jan 1970 00:00:00 GMT
Finished: Thu, 01 Jan 1970 00:01:00 GMT

Changelog:
* Mon Nov 23 2026 Alice
- first

SRPMS:
  bash-5.3-1.src.rpm

Closed tasks:
-------------

Task 17 on builder1
Task Type: buildArch (bash-5.3-1.src.rpm, x86_64)
logs:
 http://files/packages/bash/5.3/1/data/logs/x86_64/build.log
rpms:
 http://files/packages/bash/5.3/1/x86_64/bash-5.3-1.x86_64.rpm
misc:
 http://web/getfile?taskID=17&name=a.txt&volume=big


Task Info: http://web/taskinfo?taskID=12
Build Info: http://web/buildinfo?buildID=3
`);
});

test('a failed build tells where and why, and its logs are with the task', () => {
  const parent = {
    ...task,
    id: 12,
    state: 'failed',
    host: undefined,
    result: 'it is broken',
    logs: [],
    rpms: [],
    srpms: [],
    others: [],
  };
  const { body } = buildMail({
    ...facts,
    build: { ...build, state: 3 },
    tasks: [parent, { ...task, state: 'failed' }],
    changelog: '',
  });
  expect(body).toContain('bash-5.3-1 (3) failed on builder1 (x86_64):\n  it is broken\n');
  expect(body).toContain('http://web/getfile?taskID=17&name=build.log&volume=DEFAULT');
});

test('a canceled build tells by whom', () => {
  expect(buildMail({ ...facts, build: { ...build, state: 4 }, canceler: 'bob' }).body).toContain(
    'Status: canceled\nCanceled by: bob\n',
  );
});
