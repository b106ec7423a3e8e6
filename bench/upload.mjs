// Uploads files to a hub process of its own, over TLS, in chunks that are verified: by a bare HTTP client that knows its
// checksums beforehand, which shows what the hub can take, then by our own, one and eight at the same time.
// Run: pnpm bench upload [--json] [--megabytes=256]
// On two processors a client and the hub have one each; whatever else runs takes its share. Processor time says more then.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { connectHub } from '../packages/common/dist/client/hub-client.js';
import { uploadFile } from '../packages/common/dist/client/upload.js';
import { adler32, adler32Hex } from '../packages/common/dist/rpm/checksum.js';
import { setup as provideDatabase } from '../script/dist/test-database.setup.js';
import { printFigures } from './output/figures.mjs';

if (process.argv.includes('--hub')) await runHub();
else await measure();

/** The hub's process: tells where it is, then, whenever it is asked, what it has taken since: memory at the most, processor time. */
async function runHub() {
  const { startHub } = await import('../packages/hub/dist/testing/hub.fixture.js');
  const hub = await startHub();
  let [peak, cpu] = [0, process.cpuUsage()];
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 20);
  process.on('message', async (message) => {
    if (message === 'usage') {
      const { user, system } = process.cpuUsage(cpu);
      process.send({ memory: peak / 1e6, cpuMs: (user + system) / 1e3 });
      [peak, cpu] = [0, process.cpuUsage()];
      return;
    }
    clearInterval(watch);
    await hub[Symbol.asyncDispose]();
    process.disconnect();
  });
  process.send({ server: hub.url, cert: await hub.certificate('kojiadmin'), serverca: hub.ca });
}

async function measure() {
  const megabytes = Number(process.argv.find((arg) => arg.startsWith('--megabytes='))?.split('=')[1] ?? 256);
  const directory = mkdtempSync(join(tmpdir(), 'koji-bench-'));
  const releaseDatabase = await provideDatabase({
    provide: (_name, url) => {
      process.env.KOJI_TEST_POSTGRES = url;
    },
  });
  // As workers are started (hub/src/workers.ts).
  const hub = fork(import.meta.filename, ['--hub'], { execArgv: ['--initial-old-space-size=64'] });
  try {
    const { server, cert, serverca } = await answerOf(hub);
    const connect = () => connectHub({ server, auth: { kind: 'certificate' }, tls: { cert, serverca }, doubles: 'plain' });
    const usage = () => {
      hub.send('usage');
      return answerOf(hub);
    };
    const file = join(directory, 'file');
    writeFileSync(file, randomBytes(megabytes << 20));

    const session = await connect();
    const others = await Promise.all(Array.from({ length: 8 }, connect));
    const bare = (name, chunkMiB) => uploadBarely({ server, serverca, session: session.state, name, chunkMiB, megabytes });
    await bare('warm-up', 1);
    const figures = { megabytes };
    for (const [name, times, upload] of [
      ['bare', 1, () => bare('one', 1)],
      ['bare10', 1, () => bare('ten', 10)],
      ['own', 1, () => uploadFile(session, file, 'bench/own')],
      ['ownEight', 8, () => Promise.all(others.map((one, i) => uploadFile(one, file, 'bench/eight', { name: `file-${i}` })))],
    ]) {
      await usage();
      const start = performance.now();
      await upload();
      // Megabytes of a million bytes.
      const bytes = (times * (megabytes << 20)) / 1e6;
      figures[`${name}MBs`] = Math.round(bytes / ((performance.now() - start) / 1000));
      const { cpuMs, memory } = await usage();
      figures[`${name}HubCpuMsPerMB`] = Number((cpuMs / bytes).toFixed(2));
      figures[`${name}HubMemoryMB`] = Math.round(memory);
    }
    for (const one of [session, ...others]) one.close();
    printFigures(figures);
  } finally {
    if (hub.connected) hub.send('end');
    if (hub.exitCode === null) await once(hub, 'exit');
    await releaseDatabase();
    rmSync(directory, { recursive: true });
  }
}

async function answerOf(hub) {
  const [answer] = await Promise.race([once(hub, 'message'), once(hub, 'exit')]);
  if (hub.exitCode !== null) throw new Error('the hub has ended');
  return answer;
}

/** Sends one chunk again and again, each behind the one before. */
async function uploadBarely({ server, serverca, session, name, chunkMiB, megabytes }) {
  const chunk = randomBytes(chunkMiB << 20);
  const sum = adler32Hex(adler32(chunk));
  const agent = new https.Agent({ keepAlive: true, ca: readFileSync(serverca), maxSockets: 1 });
  const headers = {
    'content-type': 'application/octet-stream',
    'content-length': chunk.length,
    'koji-session-id': session.id,
    'koji-session-key': session.key,
  };
  for (let done = 0; done < megabytes; done += chunkMiB) {
    const query = new URLSearchParams({ filename: name, filepath: 'bench/bare', fileverify: 'adler32', offset: done << 20 });
    const request = https.request(`${server}?${query}`, { method: 'POST', agent, headers });
    request.end(chunk);
    const [response] = await once(request, 'response');
    const answer = await text(response);
    if (!answer.includes(sum)) throw new Error(`the chunk was not taken: ${answer}`);
  }
  agent.destroy();
}
