// Uploads files to a hub process of its own, over TLS, in chunks of 1 MiB that are verified: one client, then eight at the
// same time. Run: pnpm bench upload [--json] [--megabytes=512]
// On two processors a client and the hub have one each; whatever else runs takes its share.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { connectHub } from '../packages/common/dist/client/hub-client.js';
import { uploadFile } from '../packages/common/dist/client/upload.js';
import { setup as provideDatabase } from '../script/dist/test-database.setup.js';

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
  const megabytes = Number(process.argv.find((arg) => arg.startsWith('--megabytes='))?.split('=')[1] ?? 512);
  const directory = mkdtempSync(join(tmpdir(), 'koji-bench-'));
  const releaseDatabase = await provideDatabase({
    provide: (_name, url) => {
      process.env.KOJI_TEST_POSTGRES = url;
    },
  });
  const hub = fork(import.meta.filename, ['--hub']);
  try {
    const { server, cert, serverca } = await answerOf(hub);
    const connect = () => connectHub({ server, auth: { kind: 'certificate' }, tls: { cert, serverca }, doubles: 'plain' });
    const usage = () => {
      hub.send('usage');
      return answerOf(hub);
    };
    const file = join(directory, 'file');
    writeFileSync(file, randomBytes(megabytes << 20));

    const alone = await connect();
    await uploadFile(alone, file, 'bench/first', { name: 'warm-up' });
    await usage();
    const one = await rate(megabytes, () => uploadFile(alone, file, 'bench/one'));
    const usedByOne = await usage();
    const others = await Promise.all(Array.from({ length: 8 }, connect));
    const eight = await rate(megabytes * 8, () =>
      Promise.all(others.map((session, i) => uploadFile(session, file, 'bench/eight', { name: `file-${i}` }))),
    );
    const usedByEight = await usage();
    const figures = {
      megabytes,
      oneClientMBs: Math.round(one),
      eightClientsMBs: Math.round(eight),
      hubCpuMsPerMB: Number((usedByOne.cpuMs / (megabytes * 1.048576)).toFixed(2)),
      hubMemoryOneMB: Math.round(usedByOne.memory),
      hubMemoryEightMB: Math.round(usedByEight.memory),
    };
    for (const session of [alone, ...others]) session.close();
    process.stdout.write(
      process.argv.includes('--json')
        ? `${JSON.stringify(figures)}\n`
        : Object.entries(figures)
            .map(([name, value]) => `${name.padEnd(24)}${value}\n`)
            .join(''),
    );
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

/** Megabytes (of a million bytes) a second. */
async function rate(mebibytes, action) {
  const start = performance.now();
  await action();
  return (mebibytes * 1.048576) / ((performance.now() - start) / 1000);
}
