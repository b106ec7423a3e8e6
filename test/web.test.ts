import { join } from 'node:path';
import { setUpOrSkip } from '@koji/common/testing/set-up-or-skip.fixture';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { chromiumArguments, chromiumProgram } from '../script/src/chromium.ts';
import { addressesOf } from '../script/src/trial/addresses.ts';
import { portsFrom } from '../script/src/trial/ports.ts';
import { makeSourcePackage, type RunningTrial, startTrial } from './trial.fixture.ts';

const missing = chromiumProgram === undefined ? 'chromium is missing, see script/bootstrap --test' : undefined;
const longTag = 'a-distribution-with-a-very-long-name-f50-updates-testing-candidate-build';

describe('the web pages in a browser', () => {
  let koji: RunningTrial;
  let browser: Browser;
  let site: string;
  let loginOrigin: string;
  let foreignTask: number;

  setUpOrSkip(missing, async () => {
    koji = await startTrial({ without: ['builder', 'kojira'] });
    const { settings } = koji.trial;
    site = addressesOf(settings).web as string;
    loginOrigin = `https://127.0.0.1:${portsFrom(settings.portBase).webLogin}`;
    browser = await chromium.launch({ executablePath: chromiumProgram as string, args: chromiumArguments });
    foreignTask = await fillInstance(koji);
  });
  afterAll(async () => {
    await browser?.close();
    await koji?.[Symbol.asyncDispose]();
  });

  test('fit a telephone, by day and by night, without a script error', async () => {
    await using visitor = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await visitor.newPage();
    expect(await findFaults(page, site, publicPages(foreignTask))).toEqual([]);
  });

  test('lead from one to the next', async () => {
    await using visitor = await browser.newContext();
    const page = await visitor.newPage();
    await page.goto(`${site}/`);
    await page.getByRole('link', { name: 'Tags' }).click();
    await page.getByRole('link', { name: longTag, exact: true }).click();
    expect(await page.title()).toContain(longTag);
    await page.getByRole('table', { name: 'What it inherits from' }).getByRole('link', { name: 'dist', exact: true }).click();
    await page.getByRole('link', { name: /^hello-koji-/ }).click();
    await page
      .getByRole('link', { name: /\.src\.rpm$/ })
      .first()
      .click();
    expect(await page.textContent('h1')).toMatch(/^hello-koji-.*\.src\.rpm/);
  });

  test('let people in by their certificate, and out again', async () => {
    await using visitor = await contextOf('kojiadmin');
    const page = await visitor.newPage();
    await page.goto(`${site}/tags`);
    await page.getByRole('link', { name: 'Log in' }).click();
    await expect.poll(() => page.textContent('.account'), { timeout: 10_000 }).toContain('kojiadmin');
    expect(new URL(page.url()).pathname).toBe('/koji/tags');
    await page.getByRole('button', { name: 'Log out' }).click();
    await expect.poll(() => page.textContent('.account')).not.toContain('kojiadmin');
  });

  test('fit a telephone with all that an administrator may do', async () => {
    await using visitor = await contextOf('kojiadmin', { viewport: { width: 390, height: 844 } });
    const page = await visitor.newPage();
    await logIn(page);
    expect(await findFaults(page, `${loginOrigin}/koji`, administratorPages)).toEqual([]);
  });

  test('let an administrator make, change and delete a tag, and say what the hub has against it', async () => {
    await using visitor = await contextOf('kojiadmin');
    const page = await visitor.newPage();
    page.on('dialog', (dialog) => dialog.accept());
    await logIn(page, 'tagcreate');

    await page.getByLabel('Name').fill('dist');
    await page.getByLabel('Architectures').fill('x86_64 s390x');
    await page.getByRole('button', { name: 'Create the tag' }).click();
    expect(await page.textContent('[role=alert]')).toContain("'dist' already exists");
    expect(await page.getByLabel('Architectures').inputValue()).toBe('x86_64 s390x');

    await page.getByLabel('Name').fill('dist-updates');
    await page.getByRole('button', { name: 'Create the tag' }).click();
    await page.getByRole('link', { name: 'Add a parent' }).click();
    await page.getByRole('combobox', { name: 'Parent' }).selectOption({ label: 'dist' });
    await page.getByLabel('Depth').fill('2');
    await page.getByRole('button', { name: 'Add the parent' }).click();
    expect(await koji.koji('list-tag-inheritance', 'dist-updates')).toMatch(/dist \(1\)/);

    await page.getByRole('link', { name: 'Edit', exact: true }).click();
    await page.getByLabel('Locked').check();
    await page.getByRole('button', { name: 'Save' }).click();
    expect(await page.textContent('h1')).toMatch(/dist-updates *locked/);

    await page.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/koji/tags');
    expect(await koji.koji('list-tags')).not.toContain('dist-updates');
  });

  test('let people cancel their own tasks and no others', async () => {
    const alice = await koji.login('alice');
    const ownTask = await alice.hub.build('git+https://scm.example.com/rpms/hello?#origin/main', 'dist', {
      opts: { scratch: true },
    });
    await alice.logout();
    await using visitor = await contextOf('alice');
    const page = await visitor.newPage();
    page.on('dialog', (dialog) => dialog.accept());
    const cancel = page.getByRole('button', { name: 'Cancel task' });

    await logIn(page, `taskinfo?taskID=${foreignTask}`);
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
  async function contextOf(user: string, options: BrowserContextOptions = {}): Promise<BrowserContext> {
    const file = (ending: string) => join(koji.trial.layout.pki, 'certs', `${user}.${ending}`);
    return browser.newContext({
      ...options,
      ignoreHTTPSErrors: true,
      clientCertificates: [{ origin: loginOrigin, certPath: file('crt'), keyPath: file('key') }],
    });
  }
  async function logIn(page: Page, next = ''): Promise<void> {
    await page.goto(`${loginOrigin}/koji/login?${new URLSearchParams({ page: next })}`);
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
  await hub.createExternalRepo('elsewhere', 'https://mirror.example.com/a/long/way/to/the/repository/$arch/');
  await hub.addExternalRepoToTag(longTag, 'elsewhere', 10);
  await hub.packageListAdd('dist', 'hello-koji', { owner: 'kojiadmin' });
  await hub.tagBuildBypass('dist', source.nvr);
  await hub.addHost('builder-with-a-long-name-17.datacenter-east.example.com', ['x86_64', 'i686']);
  await hub.createNotification((await hub.getLoggedInUser())?.id ?? 0, null, null, false);
  await hub.repo.request(longTag);
  const task = await hub.makeTask('newRepo', [longTag], { channel: 'createrepo' });
  await admin.logout();
  return task;
}

function publicPages(task: number): string[] {
  return [
    ...['', 'builds', 'tasks?state=all', 'tasks?state=all&view=flat', 'packages', 'tags', 'buildtargets', 'hosts?state=all'],
    ...['channels', 'users', 'search', 'search?type=tag&terms=*', 'buildinfo?buildID=1', 'rpminfo?rpmID=1'],
    ...['packageinfo?packageID=1', 'taginfo?tagID=dist', `taginfo?tagID=${longTag}`, `builds?tagID=${longTag}`],
    ...['buildtargetinfo?name=dist', 'hostinfo?hostID=1', 'channelinfo?channelID=1', 'userinfo?userID=1', 'buildroots?repoID=1'],
    ...[`taskinfo?taskID=${task}`, `watchlogs?taskID=${task}`, 'fileinfo?rpmID=1&filename=hello-koji.spec', 'api'],
    ...['externalrepoinfo?extrepoID=elsewhere', 'reporequests', 'reporequest?reqID=1', 'reports', 'clusterhealth'],
    ...['buildsbystatus', 'buildsbytarget', 'buildsbyuser', 'tasksbyhost', 'tasksbyuser', 'rpmsbyhost'],
  ];
}
const administratorPages = [
  ...['', `taginfo?tagID=${longTag}`, 'tagcreate', 'tagedit?tagID=2', 'tagparent?tagID=2&action=add'],
  ...['tagparent?tagID=2&parentID=1&action=edit', 'tagparent?tagID=2&parentID=1&action=remove', 'buildtargetinfo?name=dist'],
  ...['buildtargetcreate', 'buildtargetedit?targetID=1', 'hostinfo?hostID=1', 'hostedit?hostID=1', 'notificationcreate'],
  ...['notificationedit?notificationID=1', 'activesession', 'canceltask?taskID=1'],
];

/** What is wrong with pages: a status, something wider than the screen, a ground that is not as dark as asked, a script error. */
async function findFaults(page: Page, base: string, addresses: readonly string[]): Promise<unknown[]> {
  const faults: unknown[] = [];
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && faults.push(`${page.url()}: ${message.text()}`));
  for (const address of addresses) {
    await page.emulateMedia({ colorScheme: 'light' });
    const status = (await page.goto(`${base}/${address}`))?.status();
    const light = await look(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await look(page);
    const isFine = status === 200 && light.overflow <= 0 && dark.overflow <= 0 && light.brightness > 0.8 && dark.brightness < 0.2;
    if (!isFine) faults.push({ address, status, light, dark });
  }
  return faults;
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
