import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createAuthority } from '../../packages/common/dist/pki/authority.js';
import { issueCertificate } from '../../packages/common/dist/pki/issue.js';
import { freePort } from '../../packages/common/dist/testing/free-port.js';
import { isListening } from '../../script/dist/listening.js';

const program = fileURLToPath(new URL('../../packages/hub/bin/koji-hub.mjs', import.meta.url));

/**
 * Starts koji-hub as an operator would, in a directory of its own: TLS, an authority, an empty tree, the database brought to
 * our schema first. `certificate` names a file with the key and certificate of a user.
 */
export async function startHubProgram({ directory, database, workers, nodeArgs = [] }) {
  const authority = await createAuthority({ commonName: 'Koji bench authority', keyKind: 'p256' });
  const ca = join(directory, 'ca.crt');
  writeFileSync(ca, authority.certificatePem);
  const issue = async (commonName, usage) => {
    const sans = usage === 'server' ? { sans: ['127.0.0.1', 'localhost'] } : {};
    const issued = await issueCertificate(authority, { commonName, usage, keyKind: 'p256', ...sans });
    const file = join(directory, `${usage}-${commonName}.pem`);
    writeFileSync(file, issued.privateKeyPem + issued.certificatePem, { mode: 0o600 });
    return file;
  };
  for (const part of ['packages', 'repos', 'work', 'scratch', 'repos-dist', 'vol'])
    mkdirSync(join(directory, 'koji', part), { recursive: true });
  const port = await freePort();
  const file = join(directory, 'hub.conf');
  const server = await issue('127.0.0.1', 'server');
  writeFileSync(file, configuration({ directory, database, port, ca, server, workers }));
  migrate(file);
  const running = spawn(process.execPath, [...nodeArgs, program, '-c', file], { stdio: ['ignore', 'inherit', 'inherit'] });
  const certificates = new Map();
  await waitUntilReady(running, port);
  return {
    host: '127.0.0.1',
    port,
    ca,
    pid: running.pid,
    configuration: file,
    async certificate(name) {
      if (!certificates.has(name)) certificates.set(name, await issue(name, 'client'));
      return certificates.get(name);
    },
    async stop() {
      if (running.exitCode !== null) return;
      running.kill('SIGTERM');
      await once(running, 'exit');
    },
  };
}

function configuration({ directory, database, port, ca, server, workers }) {
  const url = new URL(database.url);
  const settings = {
    // By its socket, as a hub on the database's own machine reaches it.
    DBHost: database.socketDirectory,
    DBPort: url.port,
    DBName: url.pathname.slice(1),
    DBUser: url.username,
    KojiDir: join(directory, 'koji'),
    Listen: `https://127.0.0.1:${port}`,
    TLSCertificate: server,
    ClientCA: ca,
    Workers: workers,
    // The free tasks of the data set are to stay so.
    PromptScheduling: 'no',
    RunInterval: 1_000_000,
  };
  return `[hub]\n${Object.entries(settings)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('')}`;
}

function migrate(file) {
  const { status, stderr } = spawnSync(process.execPath, [program, 'migrate', '-c', file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`koji-hub migrate failed:\n${stderr}`);
}

async function waitUntilReady(running, port) {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (running.exitCode !== null) throw new Error('the hub has ended before it was ready');
    // A worker that listens is soon followed by the others.
    if (await isListening(port)) return sleep(1000);
    await sleep(50);
  }
  throw new Error('the hub does not listen after 30 s');
}
