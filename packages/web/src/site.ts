import type { Server } from 'node:https';
import { join } from 'node:path';
import { ConfigError } from '@koji/common/config/options';
import { createTicketCheck, type TicketCheck } from '@koji/common/kerberos/tickets';
import { listenAt, removeLeftSockets } from '@koji/common/service/listen-address';
import type { Logger } from '@koji/common/service/logger';
import { watchExpiry } from '@koji/common/tls/expiry';
import type { FastifyInstance } from 'fastify';
import type { WebConfig } from './config.ts';
import { loadAssets } from './http/assets.ts';
import type { WebContext } from './http/context.ts';
import { planListeners } from './http/listeners.ts';
import { createServer } from './http/server.ts';
import { canAct, createActAs, hubSessionOptions } from './hub/acting-hub.ts';
import { AnonymousHub } from './hub/hub-reader.ts';
import { assertPlainIdentity, ownName } from './hub/own-identity.ts';
import { SharedPolls } from './live/shared-polls.ts';
import type { Site } from './pages/page.ts';
import { requireSecret } from './session/secret.ts';
import { Visitors } from './session/visitors.ts';

const lookEveryMs = 2500;

/** A site at work. */
export interface RunningSite extends AsyncDisposable {
  /** Where it listens, as addresses of its front page. */
  readonly addresses: readonly string[];
  /** Reads certificates, authorities and revocation lists anew. */
  reloadCertificates(): Promise<void>;
}

/** Opens everything a site needs and starts to listen. Throws ConfigError for settings that cannot work. */
export async function startSite(config: WebConfig, secret: string | undefined, log: Logger): Promise<RunningSite> {
  const canLogIn = canAct(config);
  const listeners = await planListeners(config, canLogIn, log);
  const hub = new AnonymousHub(hubSessionOptions(config));
  const visitors = new Visitors(hub.reader);
  const self = ownName(config);
  const assertReady = async () => (self === undefined ? undefined : assertPlainIdentity(self, visitors));
  const polls = new SharedPolls({ everyMs: lookEveryMs, log });
  const context: WebContext = {
    config,
    site: describeSite(config, canLogIn),
    secret: canLogIn ? requireSecret(secret) : '',
    hub: hub.reader,
    actAs: createActAs(config, assertReady),
    checkTicket: canLogIn ? await prepareTicketCheck(config) : undefined,
    visitors,
    polls,
    assets: await loadAssets(join(import.meta.dirname, '../static')),
    log,
  };
  if (canLogIn) await warnOfUnreachableHub(assertReady, log);
  const servers: FastifyInstance[] = [];
  const certificates = new Set(listeners.flatMap(({ tls }) => tls ?? []));
  const closing = new AbortController();
  const close = async () => {
    polls[Symbol.dispose]();
    closing.abort();
    for (const tls of certificates) tls.close();
    await Promise.all(servers.map((server) => server.close()));
    hub[Symbol.dispose]();
  };
  try {
    await removeLeftSockets(listeners.map(({ at }) => at));
    for (const { at, tls } of listeners) {
      const server = createServer(context, tls);
      servers.push(server);
      await listenAt((options) => server.listen(options), at);
      tls?.follow(server.server as Server);
    }
    // The listener for logins, which is the last, has the certificate of the others too.
    const widest = listeners.findLast(({ tls }) => tls)?.tls;
    if (widest) await watchExpiry(widest.files, closing.signal, log);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    addresses: servers.map((server) => addressOf(server, config)),
    async reloadCertificates() {
      for (const tls of certificates) await tls.reload();
    },
    [Symbol.asyncDispose]: close,
  };
}

function addressOf({ server, listeningOrigin }: FastifyInstance, { prefix }: WebConfig): string {
  const address = server.address();
  return typeof address === 'string' ? `unix:${address}` : `${listeningOrigin}${prefix}/`;
}

/** Behind a front end that asks for tickets the keytab is not for us to read. */
async function prepareTicketCheck(config: WebConfig): Promise<TicketCheck | undefined> {
  const { loginKind, loginListen, trustedProxies, loginKeytab, webKeytab, listen } = config;
  const hasFrontEnd = trustedProxies.length > 0 || listen.some((address) => address.startsWith('unix:'));
  if (loginKind !== 'gssapi' || (loginListen === 'none' && hasFrontEnd)) return undefined;
  const keytab = loginKeytab ?? webKeytab;
  try {
    return await createTicketCheck(keytab);
  } catch (cause) {
    throw new ConfigError(`Kerberos tickets of visitors cannot be checked with ${keytab}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** The hub may start later than this server; whatever needs it checks again. */
async function warnOfUnreachableHub(assertReady: () => Promise<void>, log: Logger): Promise<void> {
  try {
    await assertReady();
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    log.warn({ err: error }, 'the hub cannot be asked yet who this web server is to it');
  }
}

export function describeSite(config: WebConfig, canLogIn: boolean): Site {
  return {
    name: config.siteName,
    greeting: config.greeting,
    hubUrl: config.hubUrl,
    filesUrl: config.filesUrl,
    prefix: config.prefix,
    canLogIn,
    extraTasks: { all: config.tasks, toplevel: config.toplevelTasks, parents: config.parentTasks },
    hiddenUsers: config.hiddenUsers.map(Number).filter(Number.isInteger),
    mbsUrl: config.mbsWebUrl,
  };
}
