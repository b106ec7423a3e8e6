import { readFileSync } from 'node:fs';

const baseline = JSON.parse(readFileSync(new URL('baseline.json', import.meta.url), 'utf8'));

const headings = [
  'call',
  'conc',
  'calls/s (Koji, ratio)',
  'p50 ms (Koji)',
  'p99 ms (Koji)',
  'bytes (Koji)',
  'hub cpu ms (Koji, ratio)',
  'database cpu ms (Koji, ratio)',
  'memory MB: all / largest (Koji)',
];

/** The table's head, in Markdown. */
export function head() {
  return `${row(headings)}\n${row(headings.map(() => '---'))}`;
}

/** One measurement beside Koji's own hub; that one's front end counts as part of it, as ours ends TLS itself. */
export function line(figures) {
  const koji = baselineOf(figures);
  return row([
    figures.name,
    figures.concurrency,
    beside(figures.callsPerS, koji.callsPerS, (ours, theirs) => ours / theirs),
    beside(figures.p50Ms, koji.p50Ms),
    beside(figures.p99Ms, koji.p99Ms),
    koji.bytes ? `${figures.bytes} (${koji.bytes})` : figures.bytes,
    beside(figures.hubCpuMs, koji.hubCpuMs && koji.hubCpuMs + koji.tlsCpuMs, (ours, theirs) => theirs / ours),
    beside(figures.databaseCpuMs, koji.databaseCpuMs, (ours, theirs) => theirs / ours),
    `${figures.memoryMb.toFixed(0)} / ${figures.largestMb.toFixed(0)}${koji.memoryMb ? ` (${koji.memoryMb} / ${koji.largestMb})` : ''}`,
  ]);
}

function baselineOf({ name, concurrency }) {
  return baseline.find((entry) => entry.call === name && entry.concurrency === concurrency) ?? {};
}

function beside(ours, theirs, ratio) {
  if (theirs === undefined) return figure(ours);
  const factor = ratio && ours > 0 ? `, ${ratio(ours, theirs).toFixed(1)}×` : '';
  return `${figure(ours)} (${figure(theirs)}${factor})`;
}
function figure(value) {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
function row(cells) {
  return `| ${cells.join(' | ')} |`;
}
