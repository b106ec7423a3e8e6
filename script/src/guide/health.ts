import { expectText } from './paragraph.ts';
import type { Site } from './site.ts';

/** Has koji-pki look at the configuration of a program. Throws with its sentence where it finds something. */
export async function expectHealthy(site: Site, configuration: string): Promise<void> {
  const said = await site.shell(`koji-pki doctor --config ${configuration}`, { as: 'kojiadmin' });
  expectText(said, /can log in to|is in order for logins/, `koji-pki doctor --config ${configuration}`);
}
