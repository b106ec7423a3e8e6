import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';

test('administrators see the settings without passwords, others not at all', async () => {
  const settings = { DBPass: 'open-sesame', DBConnectionString: 'postgresql://koji:open-sesame@127.0.0.1:1/koji' };
  await using hub = await startHub();
  const config = hub.open.services.config as { dbPass: string; dbConnectionString: string };
  // The hub is connected; what it shows is what it was configured with.
  config.dbPass = settings.DBPass;
  config.dbConnectionString = settings.DBConnectionString;
  const admin = await hub.as('kojiadmin');
  const [text, struct] = [await admin.showOpts(), await admin.showOpts({ as_string: false })];
  for (const shown of [String(text), JSON.stringify(struct)]) {
    expect(shown).toContain('KojiDir');
    expect(shown).not.toContain('open-sesame');
  }
  await expect((await hub.as('alice')).showOpts()).rejects.toMatchObject({ faultCode: 1004 });
});
