// Reads and writes a reply of 20,000 builds (27 MB), the size of a big listBuilds or listTagged, and compares with the
// `xmlrpc` package. Run: pnpm bench wire [--json]
import { createRequire } from 'node:module';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { decodeResponse } from '../packages/common/dist/wire/decode.js';
import { encodeResponse, responseChunks } from '../packages/common/dist/wire/encode.js';
import { Double } from '../packages/common/dist/wire/values.js';
import { printFigures } from './output/figures.mjs';

const require = createRequire(new URL('../packages/common/package.json', import.meta.url));
const serializer = require('xmlrpc/lib/serializer');
const Deserializer = require('xmlrpc/lib/deserializer');

const rows = Array.from({ length: 20_000 }, (_, index) => aBuild(index));

function aBuild(index) {
  const started = 1_700_000_000 + index * 13.37;
  return {
    build_id: 1_000_000 + index,
    version: `${index % 40}.${index % 7}.${index % 13}`,
    release: `${index % 25}.fc${38 + (index % 5)}`,
    epoch: index % 9 === 0 ? 1 : null,
    state: index % 5,
    completion_ts: new Double(started + 600.25),
    creation_ts: new Double(started),
    creation_time: '2026-11-23 07:14:06.669864+00:00',
    creation_event_id: 90_000_000 + index,
    task_id: 120_000_000 + index,
    owner_name: `packager-${index % 400}`,
    package_id: index % 3000,
    package_name: `perl-Some-Package-${index % 3000}`,
    nvr: `perl-Some-Package-${index % 3000}-${index % 40}.${index % 7}-${index % 25}.fc38`,
  };
}

/** The best of some runs, in seconds. */
async function seconds(runs, action) {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    await action();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}

/** Sends the rows to bytes as a server does; the longest time in which the event loop did not turn, in milliseconds. */
async function stall(value) {
  globalThis.gc?.();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  let bytes = 0;
  for await (const piece of responseChunks(value)) bytes += Buffer.from(piece, 'utf8').length;
  const taken = (performance.now() - start) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 5));
  delay.disable();
  return { ms: delay.max / 1e6, seconds: taken, bytes };
}

const text = encodeResponse(rows);
const bytes = Buffer.from(text, 'utf8');
const parse = await seconds(5, () => decodeResponse(bytes.toString('utf8')));
const write = await seconds(5, () => Buffer.from(encodeResponse(rows), 'utf8'));
const list = await stall(rows);
const stream = await stall(Readable.from(rows));
const plainRows = decodeResponse(text);
const otherWrite = await seconds(1, () => Buffer.from(serializer.serializeMethodResponse(plainRows), 'utf8'));
const otherParse = await seconds(
  1,
  () =>
    new Promise((resolve, reject) => {
      new Deserializer().deserializeMethodResponse(Readable.from([bytes]), (error, value) =>
        error ? reject(error) : resolve(value),
      );
    }),
);

const figures = {
  megabytes: Number((bytes.length / 1e6).toFixed(1)),
  structs: rows.length,
  parseS: Number(parse.toFixed(3)),
  writeS: Number(write.toFixed(3)),
  piecesS: Number(list.seconds.toFixed(3)),
  longestStallMs: Number(list.ms.toFixed(1)),
  longestStallOfStreamMs: Number(stream.ms.toFixed(1)),
  xmlrpcParseS: Number(otherParse.toFixed(2)),
  xmlrpcWriteS: Number(otherWrite.toFixed(2)),
  parseRatio: Number((otherParse / parse).toFixed(1)),
  writeRatio: Number((otherWrite / write).toFixed(1)),
  // What the hub sends with.
  piecesRatio: Number((otherWrite / list.seconds).toFixed(1)),
};
printFigures(figures);
