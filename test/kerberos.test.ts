import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KerberosRealm, missingForKerberos } from '@koji/common/client/kerberos-realm.fixture';
import { setUpInRealm } from '@koji/common/client/set-up-in-realm.fixture';
import { fullHostName } from '@koji/common/service/host-name';
import { AUTHTYPES } from '@koji/common/types/states';
import { afterAll, describe, expect, test } from 'vitest';
import { hostArch } from '../script/src/trial/accounts.ts';
import { repository } from '../script/src/trial/layout.ts';
import { inspectDaemon, logTail, startDaemon } from '../script/src/trial/processes.ts';
import { foreignClient, missingForForeignClient } from './foreign-client.fixture.ts';
import { makeSourcePackage, type RunningTrial, run, scratchDirectory, setUpForSample, startTrial } from './trial.fixture.ts';

const missing = await whatIsMissing();
const host = await fullHostName();
async function whatIsMissing(): Promise<string | undefined> {
  const missingClient = await missingForForeignClient();
  if (missingClient !== undefined) return missingClient;
  const binding = await run(join(foreignClient, '../python'), ['-c', 'import requests_gssapi']);
  return binding.status === 0 ? missingForKerberos() : 'missing here, see script/bootstrap --test: the Python module gssapi';
}

/** Builder, kojira, our command line and Koji's know nothing but tickets and keytabs. */
describe('a Koji of a Kerberos realm', () => {
  let realm: KerberosRealm;
  let trial: RunningTrial;
  let scratch: string;
  let profile: string;
  /** The administrator's. */
  let keytab: string;
  let cache: string;

  setUpInRealm(missing, async (started) => {
    realm = started;
    scratch = scratchDirectory();
    keytab = await realm.keytab('kojiadmin');
    cache = await realm.ticket('kojiadmin', keytab);
    const hubConf = join(scratch, 'hub.conf');
    await writeFile(
      hubConf,
      [
        '[hub]',
        // The set-up guide's, from the time before HTTP Negotiate
        'AuthPrincipal host/127.0.0.1@KOJI.TEST',
        `AuthKeytab ${await realm.keytab('HTTP/127.0.0.1')}`,
        'HostPrincipalFormat compile/%s@KOJI.TEST',
        'AllowedKrbRealms = KOJI.TEST',
        'PromptScheduling = yes',
        '',
      ].join('\n'),
    );
    trial = await startTrial({ without: ['web', 'builder', 'kojira'], hubConf });
    profile = await without(trial.trial.layout.kojiConf, ['cert', 'authtype']);
  });
  afterAll(async () => {
    await trial?.[Symbol.asyncDispose]();
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  });

  /** A copy of a configuration file that lacks these settings and has others. */
  async function without(file: string, keys: readonly string[], lines: readonly string[] = []): Promise<string> {
    const kept = (await readFile(file, 'utf8')).split('\n').filter((line) => !keys.some((key) => line.startsWith(`${key} =`)));
    const copy = join(scratch, file.split('/').at(-1) ?? '');
    await writeFile(copy, [...kept, ...lines, ''].join('\n'));
    return copy;
  }
  /** Runs a koji command, ours or Koji's, as whoever owns the tickets of the cache. */
  async function koji(program: readonly [string, ...string[]], tickets: string, ...args: string[]) {
    const [command, ...first] = program;
    const env = { ...process.env, KRB5CCNAME: tickets, HOME: scratch };
    const { status, stdout, stderr } = await run(command, [...first, '--config', profile, ...args], { cwd: scratch, env });
    return { status, stdout, output: stdout + stderr };
  }
  const ours = [process.execPath, join(repository, 'packages/cli/bin/koji.mjs')] as const;
  const none = '/nonexistent/ccache';

  test('an administrator logs in with a ticket, and with a keytab', async () => {
    expect(await koji(ours, cache, 'moshimoshi')).toMatchObject({
      status: 0,
      stdout: /kojiadmin!\n\n.*\n.*Kerberos principal kojiadmin@KOJI.TEST/,
    });
    expect(await koji([foreignClient], cache, 'moshimoshi')).toMatchObject({ status: 0, stdout: /kojiadmin!/ });
    const made = `FILE:${realm.path('made.ccache')}`;
    const named = ['--authtype', 'kerberos', '--principal', 'kojiadmin@KOJI.TEST', '--keytab', keytab];
    expect(await koji(ours, made, ...named, 'moshimoshi')).toMatchObject({ status: 0, stdout: /kojiadmin!/ });
    expect(await koji([foreignClient], `${made}2`, ...named, 'moshimoshi')).toMatchObject({ status: 0, stdout: /kojiadmin!/ });
  });

  test('whoever has no ticket is told so', async () => {
    expect(await koji(ours, none, 'moshimoshi')).toMatchObject({
      status: 1,
      output: /unable to obtain a Kerberos ticket for HTTP\/127\.0\.0\.1/,
    });
  });

  test('whoever lacks the native module is told what to install', async () => {
    const hooks = `export async function resolve(name, context, next) {
      if (name === 'kerberos') throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
      return next(name, context);
    }`;
    const script = (text: string) => `data:text/javascript,${encodeURIComponent(text)}`;
    const register = script(`import { register } from 'node:module'; register(${JSON.stringify(script(hooks))});`);
    const [node, program] = ours;
    expect(await koji([node, '--import', register, program], cache, 'moshimoshi')).toMatchObject({
      status: 1,
      output:
        /need the native module "kerberos": install the Kerberos headers \(libkrb5-dev or krb5-devel\) and run script\/bootstrap/,
    });
  });

  test('a builder and kojira with keytabs build a package for a user with a ticket', async () => {
    const { layout } = trial.trial;
    const session = await trial.login('kojiadmin');
    await session.hub.addHost(host, [hostArch]);
    await session.hub.addHostToChannel(host, 'createrepo');
    await session.hub.createUser('kojira', { krb_principal: 'koji/kojira@KOJI.TEST' });
    await session.hub.grantPermission('kojira', 'repo');
    await setUpForSample(trial, hostArch);

    const builder = await realm.keytab(`compile/${host}`);
    const kojidConf = await without(
      layout.kojidConf,
      ['cert'],
      [
        'cert = /nonexistent/client.crt',
        'host_principal_format = compile/%s@KOJI.TEST',
        `keytab = ${builder}`,
        `ccache = ${realm.path('kojid.ccache')}`,
      ],
    );
    const kojiraConf = await without(
      layout.kojiraConf,
      ['cert'],
      [
        'cert = /nonexistent/client.crt',
        'principal = koji/kojira@KOJI.TEST',
        `keytab = ${await realm.keytab('koji/kojira')}`,
        `ccache = ${realm.path('kojira.ccache')}`,
      ],
    );
    const program = (path: string) => join(repository, 'packages', path);
    startDaemon(layout, 'builder', [process.execPath, program('builder/bin/kojid.mjs'), '--config', kojidConf, '--fg']);
    startDaemon(layout, 'kojira', [process.execPath, program('kojira/bin/kojira.mjs'), '--config', kojiraConf, '--fg']);
    for (const [daemon, user] of [
      ['builder', host],
      ['kojira', 'kojira'],
    ] as const) {
      await expect
        .poll(
          async () => {
            if (inspectDaemon(layout, daemon).state !== 'running') throw new Error(await logTail(layout, daemon));
            return session.hub.getSessionInfo({ user_id: user });
          },
          { timeout: 60_000, interval: 200 },
        )
        .toContainEqual(expect.objectContaining({ authtype: AUTHTYPES.GSSAPI, exclusive: true }));
    }

    const sample = await makeSourcePackage(join(scratch, 'sample'));
    expect(await koji(ours, cache, 'request-repo', '--wait', 'dist-build')).toMatchObject({ status: 0 });
    expect(await koji([foreignClient], cache, 'build', '--wait', 'dist', sample.path)).toMatchObject({
      status: 0,
      stdout: /completed successfully/,
    });
    expect(await session.hub.listTagged('dist')).toMatchObject([{ nvr: sample.nvr, owner_name: 'kojiadmin' }]);
    session.close();
  });
});
