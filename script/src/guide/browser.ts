import { chromium } from 'playwright-core';
import { chromiumArguments, chromiumProgram } from '../chromium.ts';
import type { Site } from './site.ts';

/**
 * Imports the user's .p12 file and the authority into Chromium's store of certificates, follows "Log in" on the web pages and
 * answers what they show of the account then.
 */
export async function logInWithBrowser(site: Site, user: string): Promise<string> {
  if (chromiumProgram === undefined) throw new Error('chromium is not installed');
  await site.shell(
    `mkdir -p ~/.pki/nssdb
     certutil -N -d sql:$HOME/.pki/nssdb --empty-password
     certutil -A -d sql:$HOME/.pki/nssdb -n koji -t C,, -i /etc/pki/koji/koji_ca_cert.crt
     pk12util -i /etc/pki/koji/certs/${user}_browser_cert.p12 -d sql:$HOME/.pki/nssdb -W koji`,
    { as: 'kojiadmin' },
  );
  const profile = '/home/kojiadmin/profile';
  await site.write(`${profile}/Default/Preferences`, JSON.stringify(choosesByItself(new URL(site.place.urls.login).origin)));
  const browser = await chromium.launchPersistentContext(site.path(profile), {
    executablePath: chromiumProgram,
    env: site.environment('kojiadmin') as Record<string, string>,
    args: chromiumArguments,
  });
  try {
    const page = await browser.newPage();
    await page.goto(`${site.place.urls.web}/`);
    await page.getByRole('link', { name: 'Log in' }).click();
    const account = page.locator('.account').filter({ hasText: user });
    await account.waitFor();
    return (await account.textContent()) ?? '';
  } finally {
    await browser.close();
  }
}

/** Nobody is there to click on the certificate. */
function choosesByItself(origin: string): object {
  const choice = { [`${origin},*`]: { setting: { filters: [{}] } } };
  return { profile: { content_settings: { exceptions: { auto_select_certificate: choice } } } };
}
