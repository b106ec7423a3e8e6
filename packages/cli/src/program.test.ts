import { AuthError, GenericError } from '@koji/common/errors';
import { describe, expect, test } from 'vitest';
import { programName } from './program.ts';
import { testKoji } from './testing/run-koji.fixture.ts';

describe('a command line', () => {
  test('without a command prints the list of commands', async () => {
    await using koji = await testKoji();
    const { status, stdout } = await koji.run();
    expect(status).toBe(0);
    expect(stdout).toContain('\nadmin commands:\n        add-channel               Add a channel\n');
    expect((await koji.run('help')).stdout).toBe(stdout);
    expect((await koji.run('help', '--all')).stdout).toBe(stdout);
    expect(koji.hub.calls).toEqual([]);
  });

  test('with an unknown command prints the list and fails', async () => {
    await using koji = await testKoji();
    const { status, stdout, stderr } = await koji.run('nosuch', '--thing');
    expect(status).toBe(1);
    expect(stdout).toContain('Available commands:');
    expect(stderr).toMatch(/^\S+ \S+ \[ERROR\] koji: Unknown command: nosuch\n$/);
  });

  test('with --help explains the command and asks the hub nothing', async () => {
    await using koji = await testKoji();
    const { status, stdout } = await koji.run('add-user', '--help');
    expect(status).toBe(0);
    expect(stdout).toContain('Usage: koji add-user <username> [options]\n');
    expect(stdout).toContain('  --principal=PRINCIPAL');
    expect(koji.hub.calls).toEqual([]);
  });

  test.each([
    [['--nosuch', 'version'], 'no such option: --nosuch'],
    [['add-user', '--nosuch', 'x'], 'no such option: --nosuch'],
    [['add-user'], 'takes exactly 1 argument, got 0'],
    [['add-host', 'one'], 'takes at least 2 arguments, got 1'],
    [['moshimoshi', 'now'], 'This command takes no arguments'],
    [['add-pkg', 'tag', 'pkg'], 'Please specify an owner'],
    [['-p', 'nosuch', 'version'], 'no configuration for profile name: nosuch'],
  ])('misused as in %j shows usage and ends with 2, before the hub is asked anything', async (argv, message) => {
    await using koji = await testKoji();
    const { status, stdout, stderr } = await koji.run(...argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: koji /);
    expect(stderr.trimEnd().split('\n').at(-1)).toContain(`koji: error: ${argv.includes('-p') ? message : ''}`);
    expect(stderr).toContain(message);
    expect(koji.hub.calls).toEqual([]);
  });

  test('takes other words for commands, in any case', async () => {
    await using koji = await testKoji({ getLoggedInUser: () => ({ name: 'alice', authtype: 0 }) });
    const { stdout } = await koji.run('Bonjour');
    expect(stdout).toMatch(/, alice!\n\nYou are using the hub at http/);
    expect(stdout).toContain('Authenticated via password');
  });
});

describe('logins', () => {
  test('happen where the command needs one, and end with it', async () => {
    await using koji = await testKoji({ createUser: () => 5 });
    expect((await koji.run('add-user', 'bob')).stdout).toBe('Added user bob (5)\n');
    expect(koji.hub.calls.map(([method]) => method)).toEqual(['login', 'getAPIVersion', 'createUser', 'logout']);
  });

  test('do not happen for reading, unless asked for', async () => {
    await using koji = await testKoji({ listVolumes: () => [{ id: 0, name: 'DEFAULT' }] });
    expect((await koji.run('list-volumes')).stdout).toBe('DEFAULT\n');
    expect(koji.hub.asked('login')).toEqual([]);
    await koji.run('--force-auth', 'list-volumes');
    expect(koji.hub.asked('login')).toEqual([['alice', 'secret']]);
  });

  test.each([
    ['list-sidetags', '--mine'],
    ['watch-logs', '--mine'],
    ['watch-task', '--mi'],
    ['list-notifications', '--mine'],
  ])('happen for what is your own: %s %s', async (...argv) => {
    await using koji = await testKoji({
      getLoggedInUser: () => ({ id: 1, name: 'alice' }),
      listTasks: () => [],
      listSideTags: () => [],
      getBuildNotifications: () => [],
      getBuildNotificationBlocks: () => [],
    });
    expect(await koji.run(...argv)).toMatchObject({ status: 0, stderr: '' });
    expect(koji.hub.asked('login')).toHaveLength(1);
  });

  test('do not happen with --noauth', async () => {
    await using koji = await testKoji({ getLoggedInUser: () => null });
    expect((await koji.run('--noauth', 'hello')).stdout).toContain('Not authenticated\n');
    expect(koji.hub.asked('login')).toEqual([]);
  });

  test('of an unknown kind fail', async () => {
    await using koji = await testKoji();
    const { status, stderr } = await koji.run('--authtype=nosuch', 'add-user', 'bob');
    expect({ status, stderr }).toEqual({ status: 1, stderr: 'Unable to log in, no authentication methods available\n' });
  });

  test('that the hub refuses fail', async () => {
    await using koji = await testKoji({
      login: () => {
        throw new AuthError('invalid username or password');
      },
    });
    const { status, stderr } = await koji.run('add-user', 'bob');
    expect(status).toBe(1);
    expect(stderr).toMatch(/\[ERROR\] koji: AuthError: invalid username or password\n$/);
  });
});

test('--debug-xmlrpc shows calls and answers, those of one request too', async () => {
  await using koji = await testKoji({ listTags: () => [{ id: 1, name: 'base' }] });
  const { stderr } = await koji.run('--debug-xmlrpc', 'list-tags', 'a*', 'b*');
  expect(stderr).toBe(`calling: listTags(build=None, package=None, pattern='a*')
calling: listTags(build=None, package=None, pattern='b*')
answer: [{'id': 1, 'name': 'base'}]
answer: [{'id': 1, 'name': 'base'}]
`);
});

describe('errors', () => {
  test('of the hub are logged with their class', async () => {
    await using koji = await testKoji({
      createUser: () => {
        throw new GenericError('user already exists: bob');
      },
    });
    const { status, stderr } = await koji.run('add-user', 'bob');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \[ERROR\] koji: GenericError: user already exists: bob\n$/);
  });

  test('show where they come from with --debug', async () => {
    await using koji = await testKoji();
    expect((await koji.run('-d', 'add-user', 'bob')).stderr).toContain('    at ');
  });

  test('of the connection say so, and why', async () => {
    await using koji = await testKoji();
    const { status, stderr } = await koji.run('--server=http://127.0.0.1:1/kojihub', 'list-volumes');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'Error: Unable to connect to server\nhttp://127.0.0.1:1/kojihub: connect ECONNREFUSED 127.0.0.1:1\n',
    });
  });

  test('of a hub of another time are only a warning', async () => {
    await using koji = await testKoji({ getAPIVersion: () => 2, listVolumes: () => [] });
    const { status, stderr } = await koji.run('list-volumes');
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'WARNING: The server is at API version 2 and the client is at 1\n' });
  });
});

test.each([
  ['/usr/bin/koji', 'koji'],
  ['/usr/local/bin/cbs', 'cbs'],
  ['/opt/koji/bin/koji.mjs', 'koji'],
  [undefined, 'koji'],
])('started as %s, it reads the profile %s', (path, name) => {
  expect(programName(path)).toBe(name);
});
