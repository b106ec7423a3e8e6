import { join } from 'node:path';
import { parseWebConf } from '@koji/common/config/web-conf';
import { createLogger } from '@koji/common/service/logger';
import { type Script, type ScriptedHub, startScriptedHub } from '@koji/common/testing/scripted-hub';
import type { HubApi } from '@koji/hub/api';
import { readConfig } from '../config.ts';
import { AnonymousHub } from '../hub/hub-reader.ts';
import { SharedPolls } from '../live/shared-polls.ts';
import { issueCookie } from '../session/cookie.ts';
import { makeToken } from '../session/csrf.ts';
import { Visitors } from '../session/visitors.ts';
import { describeSite } from '../site.ts';
import { loadAssets } from './assets.ts';
import { createServer } from './server.ts';

const secret = 'signs-the-cookies-of-tests';

/** A whole site in front of a hub that answers as its script says. */
export interface TestSite extends AsyncDisposable {
  readonly app: ReturnType<typeof createServer>;
  readonly hub: ScriptedHub;
  /** In whose name something was done at the hub. */
  readonly actors: string[];
  /** Signs its cookies and tokens. */
  readonly secret: string;
  /** The Cookie header of a visitor who is logged in. */
  cookie(name?: string): string;
  token(name?: string): string;
  get(page: string, headers?: Record<string, string>): Promise<Answer>;
  post(page: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Answer>;
}
type Answer = Awaited<ReturnType<TestSite['app']['inject']>>;

export async function startTestSite(script: Script, webConf = ''): Promise<TestSite> {
  const hub = await startScriptedHub(script);
  const { config } = readConfig(parseWebConf(`[web]\nWebCert = /nowhere.pem\n${webConf}`, 'web.conf'), 'web.conf');
  const log = createLogger({ name: 'test', level: 'silent' });
  const reader = new AnonymousHub({ server: hub.url }, 2);
  const polls = new SharedPolls({ everyMs: 1000, log });
  const actors: string[] = [];
  const app = createServer({
    config,
    site: describeSite(config, true),
    secret,
    hub: reader.reader,
    checkTicket: undefined,
    actAs: async ({ name }, work) => {
      actors.push(name);
      return work(hub.session<HubApi>());
    },
    visitors: new Visitors(reader.reader),
    polls,
    assets: await loadAssets(join(import.meta.dirname, '../../static')),
    log,
  });
  return {
    app,
    hub,
    actors,
    secret,
    cookie: (name = 'alice') =>
      issueCookie(name, Date.now() / 1000, { secret, timeoutHours: 72, path: '/koji' }).split(';', 1)[0] as string,
    token: (name = 'alice') => makeToken(name, Date.now() / 1000, secret),
    get: (page, headers = {}) => app.inject({ url: `/koji/${page}`, headers }),
    post: (page, fields, headers = {}) =>
      app.inject({
        method: 'POST',
        url: `/koji/${page}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        payload: new URLSearchParams(fields).toString(),
      }),
    async [Symbol.asyncDispose]() {
      polls[Symbol.dispose]();
      await app.close();
      reader[Symbol.dispose]();
      await hub[Symbol.asyncDispose]();
    },
  };
}
