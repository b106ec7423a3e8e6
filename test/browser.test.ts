import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addressesOf } from '../script/src/trial/addresses.ts';
import { portsFrom } from '../script/src/trial/ports.ts';
import { type RunningTrial, startTrial } from './trial.fixture.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

describe('the web pages in a browser', () => {
  let koji: RunningTrial;
  let browser: Browser;
  let visitor: BrowserContext;
  let site: string;

  beforeAll(async () => {
    if (executablePath === undefined) {
      if (process.env.CI === 'true') throw new Error('chromium is not installed');
      return;
    }
    koji = await startTrial({ without: ['builder', 'kojira'] });
    await koji.koji('add-tag', 'f50');
    await koji.koji('make-task', 'newRepo', 'f50');
    const { settings, layout } = koji.trial;
    site = addressesOf(settings).web as string;
    // As root, chromium cannot set up its sandbox.
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    const file = (name: string) => join(layout.pki, 'certs', name);
    const origin = `https://127.0.0.1:${portsFrom(settings.portBase).webLogin}`;
    visitor = await browser.newContext({
      ignoreHTTPSErrors: true,
      clientCertificates: [{ origin, certPath: file('kojiadmin.crt'), keyPath: file('kojiadmin.key') }],
    });
  }, 300_000);
  beforeEach((context) => {
    if (executablePath === undefined) context.skip('chromium is not installed');
  });
  afterAll(async () => {
    if (executablePath === undefined) return;
    await browser.close();
    await koji[Symbol.asyncDispose]();
  });

  test('show everybody what there is, without a script error', async () => {
    const page = await visitor.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    for (const section of ['', 'builds', 'tasks?state=all', 'packages', 'tags', 'buildtargets', 'hosts', 'users']) {
      const response = await page.goto(`${site}/${section}`);
      expect({ section, status: response?.status() }).toEqual({ section, status: 200 });
    }
    await page.getByRole('link', { name: 'Tags' }).click();
    await page.getByRole('link', { name: 'f50', exact: true }).click();
    expect(await page.title()).toContain('f50');
    expect(errors).toEqual([]);
    await page.close();
  });

  test('let a person with a certificate log in, cancel a task and log out', async () => {
    const page = await visitor.newPage();
    await page.goto(`${site}/`);
    await page.getByRole('link', { name: /log ?in/i }).click();
    await expect.poll(() => page.textContent('.account'), { timeout: 10_000 }).toContain('kojiadmin');
    page.on('dialog', (dialog) => dialog.accept());
    await page.goto(new URL('taskinfo?taskID=1', page.url().replace(/[^/]*$/, '')).href);
    await page
      .getByRole('button', { name: /cancel/i })
      .first()
      .click();
    await expect.poll(async () => (await koji.koji('taskinfo', '1')).match(/State: (\w+)/)?.[1]).toBe('canceled');
    await page
      .getByRole('button', { name: /log ?out/i })
      .or(page.getByRole('link', { name: /log ?out/i }))
      .first()
      .click();
    await expect.poll(() => page.textContent('.account')).not.toContain('kojiadmin');
    await page.close();
  });
});
