// Has many clients log in at the same moment, each on a connection of its own, to a hub with a process for each processor:
// by certificate with a whole TLS handshake, with a resumed one, and, where a realm can be had, by Kerberos ticket.
// Run: pnpm bench logins [--json] [--clients=100] [--rounds=10]
// Clients take their share of the same processors, so that a time is what a client waits, not what the hub works.
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { createSecureContext } from 'node:tls';
import { parseArgs } from 'node:util';
import { negotiate } from '../packages/common/dist/client/authentication.js';
import { missingForKerberos, startRealm } from '../packages/common/dist/client/kerberos-realm.fixture.js';
import { encodeCall } from '../packages/common/dist/wire/encode.js';
import { addressesOf } from '../script/dist/trial/addresses.js';
import { authorityFile, bundleFile } from '../script/dist/trial/certificates.js';
import { bringUp, takeDown } from '../script/dist/trial/instance.js';
import { trialLayout } from '../script/dist/trial/layout.js';
import { inspectDaemon } from '../script/dist/trial/processes.js';
import { isTrial } from '../script/dist/trial/settings.js';
import { cpuMs } from './hub/processes.mjs';

const { values: options } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    clients: { type: 'string', default: '100' },
    rounds: { type: 'string', default: '10' },
  },
});
const [clients, rounds] = [Number(options.clients), Number(options.rounds)];
const body = encodeCall('sslLogin', []);

const directory = mkdtempSync(join(tmpdir(), 'koji-bench-'));
// The database's user has to get there.
chmodSync(directory, 0o755);
const layout = trialLayout(join(directory, 'koji'));
const missing = await missingForKerberos();
const realm = missing === undefined ? await startRealm() : undefined;
try {
  const hubConf = join(directory, 'hub.conf');
  writeFileSync(hubConf, `[hub]\nLogLevel = WARNING\n${realm ? await kerberosSettings(realm) : ''}`);
  const trial = await bringUp(layout, { without: ['web', 'builder', 'kojira'], hubConf });
  await measure(new URL(`${addressesOf(trial.settings).hub}/ssllogin`));
} finally {
  if (isTrial(layout)) await takeDown(layout);
  await realm?.[Symbol.asyncDispose]();
  rmSync(directory, { recursive: true, force: true });
}

async function kerberosSettings(realm) {
  process.env.KRB5_CONFIG = realm.environment.KRB5_CONFIG;
  const keytab = await realm.keytab('HTTP/127.0.0.1');
  const ccache = await realm.ticket('kojiadmin', await realm.keytab('kojiadmin'));
  // Fetches the ticket for the hub, which the cache keeps.
  await negotiate('127.0.0.1', { kind: 'kerberos', ccache });
  return `AuthKeytab = ${keytab}\n`;
}

async function measure(url) {
  const pem = readFileSync(bundleFile(layout, 'kojiadmin'));
  const ca = readFileSync(authorityFile(layout));
  const identified = createSecureContext({ cert: pem, key: pem, ca });
  const unidentified = createSecureContext({ ca });
  const { session } = await logIn(url, { secureContext: identified });
  const kinds = {
    certificate: async () => ({ secureContext: identified }),
    'certificate, resumed': async () => ({ secureContext: identified, session }),
    ...(realm ? { Kerberos: async () => ({ secureContext: unidentified, headers: await ticket() }) } : {}),
  };
  const results = [];
  for (const [kind, prepare] of Object.entries(kinds)) results.push({ kind, ...(await measureKind(url, prepare)) });
  if (options.json) process.stdout.write(`${JSON.stringify({ clients, rounds, results }, null, 1)}\n`);
  else for (const result of results) process.stdout.write(`${line(result)}\n`);
  if (missing !== undefined) process.stderr.write(`Kerberos: ${missing}\n`);
}

async function ticket() {
  const { header } = await negotiate('127.0.0.1', { kind: 'kerberos' });
  return { Authorization: header };
}

/**
 * What clients wait, in ms: half of them, all but one in a hundred, the last. `hub` and `client` are the processor time of a
 * login there and here, `floor` what the last would have to wait at the least with two processors to share.
 */
async function measureKind(url, prepare) {
  const waits = [];
  const { pid } = inspectDaemon(layout, 'hub');
  const cpu = { hub: 0, client: 0 };
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    const prepared = await Promise.all(Array.from({ length: clients }, prepare));
    const before = { hub: cpuMs(pid), client: process.cpuUsage() };
    const times = await Promise.all(prepared.map(async (how) => (await logIn(url, how)).ms));
    if (round === 0) continue;
    const { user, system } = process.cpuUsage(before.client);
    cpu.hub += cpuMs(pid) - before.hub;
    cpu.client += (user + system) / 1000;
    waits.push(...times);
  }
  const each = { hub: cpu.hub / waits.length, client: cpu.client / waits.length };
  waits.sort((a, b) => a - b);
  const at = (share) => waits[Math.min(waits.length - 1, Math.ceil(waits.length * share) - 1)];
  return { p50: at(0.5), p99: at(0.99), max: at(1), ...each, floor: ((each.hub + each.client) * clients) / 2 };
}

async function logIn(url, { headers = {}, ...tls }) {
  const start = performance.now();
  const request = https.request(url, {
    method: 'POST',
    agent: false,
    headers: { 'Content-Type': 'text/xml', 'Content-Length': body.length, ...headers },
    ...tls,
  });
  let session;
  request.once('socket', (socket) => socket.once('session', (ticket) => (session = ticket)));
  request.end(body);
  const [response] = await once(request, 'response');
  const answer = await text(response);
  if (!answer.includes('session-key')) throw new Error(`HTTP ${response.statusCode}: ${answer}`);
  return { ms: performance.now() - start, session };
}

function line({ kind, p50, p99, max, hub, client, floor }) {
  const ms = (value, digits = 0) => `${value.toFixed(digits).padStart(5)} ms`;
  return (
    `${clients} at once by ${kind.padEnd(22)} half within ${ms(p50)}, 99 % ${ms(p99)}, all ${ms(max)}; ` +
    `processor time of one: hub ${ms(hub, 2)}, client ${ms(client, 2)}, so all of them in ${ms(floor)} at the least`
  );
}
