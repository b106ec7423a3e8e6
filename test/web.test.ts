import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addressesOf } from '../script/src/trial/addresses.ts';
import { portsFrom } from '../script/src/trial/ports.ts';
import { makeSourcePackage, type RunningTrial, startTrial } from './trial.fixture.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
/** It talks to nobody but the instance; as root its sandbox cannot be set up. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const longTag = 'a-distribution-with-a-very-long-name-f50-updates-testing-candidate-build';

describe('every page of the web', () => {
  let koji: RunningTrial;
  let browser: Browser;
  let site: string;
  let loginOrigin: string;
  let foreignTask: number;

  beforeAll(async () => {
    if (executablePath === undefined) {
      if (process.env.CI === 'true') throw new Error('chromium is not installed');
      return;
    }
    koji = await startTrial({ without: ['builder', 'kojira'] });
    const { settings } = koji.trial;
    site = addressesOf(settings).web as string;
    loginOrigin = `https://127.0.0.1:${portsFrom(settings.portBase).webLogin}`;
    browser = await chromium.launch({ executablePath, args: chromiumArguments });
    foreignTask = await fillInstance(koji);
  }, 300_000);
  beforeEach((context) => {
    if (executablePath === undefined) context.skip('chromium is not installed');
  });
  afterAll(async () => {
    await browser?.close();
    await koji?.[Symbol.asyncDispose]();
  });

  test('fits a telephone, by day and by night, without a script error', async () => {
    await using visitor = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await visitor.newPage();
    const errors = listenForErrors(page);
    const faults: unknown[] = [];
    for (const address of readPages(foreignTask)) {
      await page.emulateMedia({ colorScheme: 'light' });
      const status = (await page.goto(`${site}/${address}`))?.status();
      const light = await look(page);
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await look(page);
      const isFine =
        status === 200 && light.overflow <= 0 && dark.overflow <= 0 && light.brightness > 0.8 && dark.brightness < 0.2;
      if (!isFine) faults.push({ address, status, light, dark });
    }
    expect(faults).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('lets people cancel their own tasks and no others', async () => {
    const alice = await koji.login('alice');
    const ownTask = await alice.hub.build('git+https://scm.example.com/rpms/hello?#origin/main', 'dist', {
      opts: { scratch: true },
    });
    await alice.logout();
    await using visitor = await contextOf('alice');
    const page = await visitor.newPage();
    page.on('dialog', (dialog) => dialog.accept());
    const cancel = page.getByRole('button', { name: 'Cancel task' });

    await page.goto(`${loginOrigin}/koji/login?${new URLSearchParams({ page: `taskinfo?taskID=${foreignTask}` })}`);
    expect(new URL(page.url()).pathname).toBe('/koji/taskinfo');
    expect(await page.textContent('.account')).toContain('alice');
    expect(await cancel.count()).toBe(0);

    await page.goto(new URL(`taskinfo?taskID=${ownTask}`, page.url()).href);
    await cancel.click();
    await expect.poll(() => page.textContent('.status')).toContain('canceled');
    expect(await koji.koji('taskinfo', String(ownTask))).toContain('State: canceled');
    expect(await koji.koji('taskinfo', String(foreignTask))).toContain('State: free');
  });

  /** A browser into which the user has imported the certificate. */
  async function contextOf(user: string): Promise<BrowserContext> {
    const file = (ending: string) => join(koji.trial.layout.pki, 'certs', `${user}.${ending}`);
    return browser.newContext({
      ignoreHTTPSErrors: true,
      clientCertificates: [{ origin: loginOrigin, certPath: file('crt'), keyPath: file('key') }],
    });
  }
});

/** One thing of each kind, with names as long as they get; answers the id of a task of the administrator's. */
async function fillInstance({ koji, login, trial }: RunningTrial): Promise<number> {
  const source = await makeSourcePackage(join(trial.layout.dir, 'sample'));
  await koji('import', '--create-build', source.path);
  const admin = await login('kojiadmin');
  const { hub } = admin;
  await hub.createTag('dist');
  await hub.createTag(longTag, { parent: 'dist', arches: 'x86_64 aarch64 ppc64le s390x' });
  await hub.createBuildTarget('dist', longTag, 'dist');
  await hub.packageListAdd('dist', 'hello-koji', { owner: 'kojiadmin' });
  await hub.tagBuildBypass('dist', source.nvr);
  await hub.addHost('builder-with-a-long-name-17.datacenter-east.example.com', ['x86_64', 'i686']);
  const task = await hub.makeTask('newRepo', [longTag], { channel: 'createrepo' });
  await admin.logout();
  return task;
}

function readPages(task: number): string[] {
  return [
    ...['', 'builds', 'tasks?state=all', 'tasks?state=all&view=flat', 'packages', 'tags', 'buildtargets', 'hosts?state=all'],
    ...['channels', 'users', 'search', 'search?type=tag&terms=*', 'buildinfo?buildID=1', 'rpminfo?rpmID=1'],
    ...['packageinfo?packageID=1', 'taginfo?tagID=dist', `taginfo?tagID=${longTag}`, `builds?tagID=${longTag}`],
    ...['buildtargetinfo?name=dist', 'hostinfo?hostID=1', 'channelinfo?channelID=1', 'userinfo?userID=1'],
    ...[`taskinfo?taskID=${task}`, `watchlogs?taskID=${task}`],
  ];
}

function listenForErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && errors.push(`${page.url()}: ${message.text()}`));
  return errors;
}

/** By how many pixels a page is wider than the screen, and how bright its ground is, from 0 to 1. */
async function look(page: Page): Promise<{ overflow: number; brightness: number }> {
  return page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    for (const element of [document.documentElement, document.body]) {
      canvas.fillStyle = getComputedStyle(element).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return { overflow: scrollWidth - clientWidth, brightness: (red + green + blue) / 765 };
  })()`);
}
