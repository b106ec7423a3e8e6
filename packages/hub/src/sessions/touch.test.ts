import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';

test('a session that was idle is marked as seen by its next call, be it one that writes or one that fails', async () => {
  await using hub = await startHub({ settings: { DBConnections: '1' } });
  const admin = await hub.as('kojiadmin');
  const calls = [
    () => admin.createTag('f42'),
    () => admin.createTag('f42').catch(() => undefined),
    () => admin.getLoggedInUser(),
  ];
  for (const call of calls) {
    await hub.database.sql("update sessions set update_time = now() - interval '1 hour'");
    await call();
    await expect.poll(() => hub.database.sql("select from sessions where update_time < now() - interval '1 minute'")).toEqual([]);
  }
});
