import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { createAuthority } from '@koji/common/pki/authority';
import { issueCertificate } from '@koji/common/pki/issue';
import rhea, { type EventContext } from 'rhea';

export interface ReceivedMessage {
  readonly address: string;
  readonly props: Record<string, unknown>;
  readonly body: unknown;
  readonly ttl?: number;
  /** The CN of the certificate that the sender showed. */
  readonly from: string | undefined;
}
export interface TestBroker extends AsyncDisposable {
  readonly port: number;
  readonly received: ReceivedMessage[];
  /** Addresses whose messages are rejected. */
  readonly refusing: Set<string>;
  /** After so many more messages the connection breaks in the midst of the next. */
  breakAfter: number;
  /** Resolves when so many messages have come in since the start. */
  receive(count: number): Promise<readonly ReceivedMessage[]>;
}
export interface BrokerKeys {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  /** File name of a PEM with certificate and key of the hub. */
  readonly client: string;
  /** File name of the authority's certificate. */
  readonly caFile: string;
}

export async function createBrokerKeys(directory: string): Promise<BrokerKeys> {
  const authority = await createAuthority({ commonName: 'Broker authority', keyKind: 'p256' });
  const server = await issueCertificate(authority, {
    commonName: 'localhost',
    sans: ['localhost', '127.0.0.1'],
    usage: 'server',
    keyKind: 'p256',
  });
  const client = await issueCertificate(authority, { commonName: 'koji-hub', usage: 'client', keyKind: 'p256' });
  const [caFile, clientFile] = [join(directory, 'broker-ca.pem'), join(directory, 'broker-client.pem')];
  writeFileSync(caFile, authority.certificatePem);
  writeFileSync(clientFile, client.privateKeyPem + client.certificatePem);
  return {
    ca: authority.certificatePem,
    server: { cert: server.certificatePem, key: server.privateKeyPem },
    client: clientFile,
    caFile,
  };
}

/** A peer that speaks AMQP 1.0 over TLS and takes only clients whose certificate its authority signed. */
export async function startBroker(keys: BrokerKeys, port = 0): Promise<TestBroker> {
  const container = rhea.create_container({ id: 'broker', enable_sasl_external: true });
  const received: ReceivedMessage[] = [];
  const refusing = new Set<string>();
  container.on('receiver_open', ({ receiver }: EventContext) =>
    receiver?.set_target({ address: receiver.target?.address } as never),
  );
  container.on('message', ({ message, delivery, receiver, connection }: EventContext) => {
    const address = String(receiver?.target?.address);
    if (refusing.has(address)) return delivery?.reject({ condition: 'amqp:not-allowed', description: 'no such topic' });
    const socket = (connection as unknown as { socket: TLSSocket }).socket;
    if (broker.breakAfter-- === 0) return socket.destroy();
    received.push({
      address,
      props: { ...message?.application_properties },
      body: JSON.parse(String(message?.body)),
      ...(message?.ttl === undefined ? {} : { ttl: message.ttl }),
      from: socket.getPeerCertificate().subject?.CN as string | undefined,
    });
    delivery?.accept();
  });
  // Hubs that stop, and those that are refused, are what is tested.
  for (const event of ['error', 'disconnected', 'connection_error']) container.on(event, () => undefined);
  const sockets = new Set<{ destroy(): void }>();
  const options = {
    transport: 'tls' as const,
    host: '127.0.0.1',
    port,
    ...keys.server,
    ca: keys.ca,
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server: Server = container.listen(options);
  server.on('secureConnection', (socket) => sockets.add(socket));
  await once(server, 'listening');
  const address = server.address();
  const broker: TestBroker = {
    port: typeof address === 'object' && address !== null ? address.port : port,
    received,
    refusing,
    breakAfter: Number.POSITIVE_INFINITY,
    async receive(count) {
      while (received.length < count) await sleep(20);
      return received;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return broker;
}
