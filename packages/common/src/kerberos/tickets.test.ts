import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { negotiate } from '../client/authentication.ts';
import { type KerberosRealm, missingForKerberos } from '../client/kerberos-realm.fixture.ts';
import { setUpInRealm } from '../client/set-up-in-realm.fixture.ts';
import { createTicketCheck, type TicketCheck } from './tickets.ts';

const missing = await missingForKerberos();

describe('a check of tickets', () => {
  let realm: KerberosRealm;
  let check: TicketCheck;
  let cache: string;
  setUpInRealm(missing, async (started) => {
    realm = started;
    // One keytab with two services
    await realm.keytab('HTTP/web.test', 'services');
    const keytab = await realm.keytab('host/web.test', 'services');
    check = await createTicketCheck(keytab);
    cache = await realm.ticket('alice', await realm.keytab('alice'));
  });

  const ticketFor = (host: string) => negotiate(host, { kind: 'kerberos', ccache: cache });

  test('tells whose a ticket is and proves the service to its owner', async () => {
    const { header, verify } = await ticketFor('web.test');
    const negotiated = await check(header);
    if (negotiated.kind === 'refused') throw new Error(negotiated.reason);
    expect(negotiated).toMatchObject({ principal: 'alice@KOJI.TEST', service: 'HTTP/web.test@KOJI.TEST' });
    await verify(negotiated.answer);
  });

  test('takes no ticket twice', async () => {
    const { header } = await ticketFor('web.test');
    expect((await check(header)).kind).toBe('accepted');
    expect(await check(header)).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/replay/) });
  });

  test('takes no ticket for another service of the same keytab', async () => {
    const { initializeClient, GSS_MECH_OID_SPNEGO } = (await import('kerberos' as string)).default;
    const client = await initializeClient('host@web.test', { mechOID: GSS_MECH_OID_SPNEGO });
    expect(await check(`Negotiate ${await client.step('')}`)).toEqual({
      kind: 'refused',
      reason: 'the ticket is for host/web.test@KOJI.TEST',
    });
  });

  test.each([
    undefined,
    '',
    'Negotiate',
    'Negotiate ',
    'Negotiate AAAA',
    'Negotiate TlRMTVNTUAABAAAA',
    'Negotiate !!!',
    'Basic YWxpY2U6eA==',
    `Negotiate ${'A'.repeat(10_000)}`,
  ])('refuses %.40s', async (header) => {
    expect((await check(header)).kind).toBe('refused');
  });

  test('refuses a ticket that was changed on the way', async () => {
    const { header } = await ticketFor('web.test');
    const at = header.length - 100;
    const changed = `${header.slice(0, at)}${header[at] === 'A' ? 'B' : 'A'}${header.slice(at + 1)}`;
    expect((await check(changed)).kind).toBe('refused');
  });

  test('says which keytab cannot be read', async () => {
    const nowhere = join(await mkdtemp(join(tmpdir(), 'koji-test-keytab-')), 'none.keytab');
    await expect(createTicketCheck(nowhere)).rejects.toThrow(nowhere);
  });
});
