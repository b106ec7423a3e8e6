import pg from 'pg';
import { expect, test } from 'vitest';
import { startHub } from '../testing/hub.fixture.ts';
import { isUnexpected } from './faults.ts';

test('of two calls that make the same at once, the slower one hears that it is there', async () => {
  await using hub = await startHub();
  const sessions = await Promise.all([1, 2, 3, 4].map(() => hub.login('kojiadmin')));
  for (let round = 0; round < 5; round++) {
    const ends = await Promise.allSettled(sessions.map((session) => session.hub.createTag(`tag${round}`)));
    expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const end of ends)
      if (end.status === 'rejected')
        expect(end.reason).toMatchObject({ faultCode: 1000, message: expect.stringMatching(/already exists/) });
  }
  for (const session of sessions) session.close();
});

test('a value that the database cannot hold is the caller’s fault, and no row is shown', async () => {
  await using hub = await startHub();
  const admin = await hub.as('kojiadmin');
  await expect(admin.setBuildTimestamp('x-1-1', 9e15)).rejects.toMatchObject({ faultCode: 1000 });
  await admin.createEmptyBuild('x', '1', '1', null);
  await expect(admin.setBuildTimestamp('x-1-1', 9e15)).rejects.toMatchObject({
    faultCode: 1000,
    message: expect.stringContaining('out of range'),
  });
  await admin.addHost('builder', ['x86_64']);
  await expect(admin.editHost('builder', { capacity: 0.5 })).rejects.toMatchObject({
    faultCode: 1000,
    message: expect.not.stringContaining('contains'),
  });
});

test('what clients can bring about at any time does not alarm the operator, what may be a mistake of ours does', () => {
  const fromDatabase = (code: string) => Object.assign(new pg.DatabaseError('no', 2, 'error'), { code });
  const tooLong = Object.assign(new Error('name too long'), { code: 'ENAMETOOLONG' });
  expect([fromDatabase('22008'), fromDatabase('23505'), tooLong].map(isUnexpected)).toEqual([false, false, false]);
  expect([fromDatabase('23502'), fromDatabase('42601'), new TypeError('x')].map(isUnexpected)).toEqual([true, true, true]);
});
