import { writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { GSSAPIAuthError } from '../errors.ts';
import { createTicketCheck } from '../kerberos/tickets.ts';
import { createAuthority } from '../pki/authority.ts';
import { issueCertificate } from '../pki/issue.ts';
import { encodeResponse } from '../wire/encode.ts';
import { type Authentication, HubSession } from './hub-client.ts';
import { type KerberosRealm, missingForKerberos } from './kerberos-realm.fixture.ts';
import { type RecordedRequest, type RecordingServer, startRecordingServer } from './recording-server.fixture.ts';
import { setUpInRealm } from './set-up-in-realm.fixture.ts';

type Login = Omit<Extract<Authentication, { kind: 'kerberos' }>, 'kind'>;

const missing = await missingForKerberos();

describe('a login by Kerberos', () => {
  let realm: KerberosRealm | undefined;
  let service = '';
  let alice = '';
  let tls: { readonly cert: string; readonly key: string };
  let serverca = '';
  setUpInRealm(missing, async (started) => {
    realm = started;
    service = await realm.keytab('HTTP/127.0.0.1');
    alice = await realm.keytab('alice');
    const authority = await createAuthority({ commonName: 'authority', keyKind: 'p256' });
    const server = { commonName: '127.0.0.1', sans: ['127.0.0.1'], usage: 'server', keyKind: 'p256' } as const;
    const issued = await issueCertificate(authority, server);
    tls = { cert: issued.certificatePem, key: issued.privateKeyPem };
    serverca = realm.path('ca.crt');
    await writeFile(serverca, authority.certificatePem);
  });

  /** Nobody's ticket is left over from another test. */
  function forgetTickets(): KerberosRealm {
    if (realm === undefined) throw new Error('there is no realm');
    delete process.env.KRB5_CLIENT_KTNAME;
    process.env.KRB5CCNAME = realm.path('none.ccache');
    return realm;
  }

  async function logIn(server: RecordingServer, login: Login): Promise<void> {
    const session = new HubSession<object>({
      server: server.url,
      auth: { kind: 'kerberos', ...login },
      tls: { serverca },
      maxRetries: 1,
    });
    try {
      await session.login();
    } finally {
      session.close();
    }
  }

  test('presents a ticket of a cache, and the name in it arrives', async () => {
    const cache = await forgetTickets().ticket('alice', alice);
    const hub = acceptingHub({ provesItself: true });
    await using server = await startRecordingServer(hub.answer, tls);
    await logIn(server, { ccache: cache });
    expect(hub.names).toEqual(['alice@KOJI.TEST']);
    expect(server.requests.map(({ path, method }) => [path, method])).toEqual([['/kojihub/ssllogin', 'sslLogin']]);
  });

  test('gets a ticket with the key of a keytab', async () => {
    const ccache = forgetTickets().path('made.ccache');
    // As a service leaves it that was cut short
    await writeFile(ccache, '');
    const hub = acceptingHub({ provesItself: true });
    await using server = await startRecordingServer(hub.answer, tls);
    await logIn(server, { principal: 'alice@KOJI.TEST', keytab: alice, ccache });
    expect(hub.names).toEqual(['alice@KOJI.TEST']);
  });

  test('is broken off where the hub does not prove who it is', async () => {
    const cache = await forgetTickets().ticket('alice', alice);
    await using server = await startRecordingServer(acceptingHub({ provesItself: false }).answer, tls);
    await expect(logIn(server, { ccache: cache })).rejects.toThrow(/127\.0\.0\.1 did not prove its own identity/);
  });

  test('without a ticket names the service it was for and sends nothing', async () => {
    forgetTickets();
    await using server = await startRecordingServer(acceptingHub({ provesItself: true }).answer, tls);
    const failed = logIn(server, {});
    await expect(failed).rejects.toBeInstanceOf(GSSAPIAuthError);
    await expect(failed).rejects.toThrow(/HTTP\/127\.0\.0\.1/);
    expect(server.requests).toEqual([]);
  });

  /** A hub's side of Negotiate; one that does not prove itself leaves its token out of the answer. */
  function acceptingHub({ provesItself }: { readonly provesItself: boolean }) {
    const names: string[] = [];
    return {
      names,
      async answer({ headers }: RecordedRequest) {
        const checkTicket = await createTicketCheck(service);
        const negotiated = await checkTicket(headers.authorization);
        if (negotiated.kind === 'refused') throw new Error(negotiated.reason);
        names.push(negotiated.principal);
        return (response: ServerResponse) => {
          if (provesItself) response.setHeader('WWW-Authenticate', negotiated.answer);
          response.end(encodeResponse({ 'session-id': 7, 'session-key': '1-abc', 'header-auth': true }));
        };
      },
    };
  }
});
