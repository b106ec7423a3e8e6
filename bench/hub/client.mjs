// The process that makes the calls of a measurement, so that what it takes is not counted as the hub's. Its parent sends what to
// measure, then 'go' once it has looked at its counters.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { encodeCall } from '../../packages/common/dist/wire/encode.js';
import { calls } from './calls.mjs';
import { Connection } from './connection.mjs';

/** Documents are made before the clock runs, and used again after so many. */
const documents = 512;

const warmUpMs = 1000;

/** A call every so often tells how long others wait while something big is answered. */
const probePauseMs = 5;

let orders = once(process, 'message');
for (;;) {
  const [order] = await orders;
  if (order === 'end') break;
  orders = once(process, 'message');
  await measure(order);
}
process.disconnect();

async function measure({ name, names, concurrency, seconds, hub, certificates, probe }) {
  const call = calls.find((candidate) => candidate.name === name);
  const clients = await Promise.all(
    Array.from({ length: concurrency }, (_, i) => openClient(call, { hub, certificates, names, offset: i * 1013 })),
  );
  const prober = probe
    ? await openClient(
        calls.find((c) => c.name === 'getBuild(id)'),
        { hub, certificates, offset: 0 },
      )
    : undefined;
  const first = await Promise.all(clients.map((client) => client.step()));
  const faulty = first.find((answer) => answer.hasFault);
  if (faulty) throw new Error(`${name} is answered by a fault`);
  // The programs are to be measured as they are after a while, with their code compiled and their statements prepared.
  if (!call.big) await Promise.all(clients.map((client) => repeat(client, performance.now() + warmUpMs)));
  process.send('ready');
  await orders;
  orders = once(process, 'message');

  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;
  let isOver = false;
  const probing = prober && probeUntil(prober, () => isOver);
  const samples = (await Promise.all(clients.map((client) => repeat(client, endsAt)))).flat();
  const takenS = (performance.now() - startedAt) / 1000;
  isOver = true;
  const waits = await probing;
  process.send({
    calls: samples.length,
    seconds: takenS,
    bytes: Math.round(samples.reduce((sum, s) => sum + s.bytes, 0) / samples.length),
    p50Ms: quantile(
      samples.map((s) => s.ms),
      0.5,
    ),
    p99Ms: quantile(
      samples.map((s) => s.ms),
      0.99,
    ),
    firstByteMs: quantile(
      samples.map((s) => s.firstMs),
      0.99,
    ),
    ...(waits ? { otherP50Ms: quantile(waits, 0.5), otherP99Ms: quantile(waits, 0.99), otherMaxMs: Math.max(...waits) } : {}),
  });
  for (const client of [...clients, ...(prober ? [prober] : [])]) client.connection.close();
}

async function openClient(call, { hub, certificates, names, offset }) {
  const certificate = certificates?.[(offset / 1013) % certificates.length];
  const connection = await Connection.open({
    ...hub,
    ca: readFileSync(hub.ca),
    certificate: certificate && readFileSync(certificate),
  });
  if (call.as === 'login') {
    const step = async () => {
      await connection.login();
      await connection.logout();
      return { bytes: 0, firstMs: 0, hasFault: false };
    };
    return { connection, step };
  }
  if (call.as !== undefined) await connection.login({ exclusive: call.as === 'host' });
  const count = call.big ? 1 : documents;
  const ready = Array.from({ length: count }, (_, i) => encodeCall(...call.request(offset + i, names)));
  let next = 0;
  return { connection, step: () => connection.post(ready[next++ % count]) };
}

async function repeat(client, endsAt) {
  const samples = [];
  do {
    const from = performance.now();
    const { bytes, firstMs, hasFault } = await client.step();
    if (hasFault) throw new Error('a call was answered by a fault');
    samples.push({ bytes, firstMs, ms: performance.now() - from });
  } while (performance.now() < endsAt);
  return samples;
}

async function probeUntil(client, isOver) {
  const waits = [];
  while (!isOver()) {
    const from = performance.now();
    await client.step();
    waits.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, probePauseMs));
  }
  return waits;
}

function quantile(values, q) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
}
