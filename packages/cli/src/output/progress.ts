import type { Output } from './output.ts';
import { formatDuration, formatSize } from './sizes.ts';

const barWidth = 36;

export type Progress = (doneBytes: number, totalBytes: number | undefined) => void;

/** A line that an upload keeps rewriting: bar, percent, time, size, speed. */
export function uploadProgress(out: Output, now: () => number = () => performance.now() / 1000): Progress {
  const startedAt = now();
  let last = { at: startedAt, done: 0 };
  return (done, total = 0) => {
    const at = now();
    const elapsed = at - startedAt;
    const speed = done === total ? done / elapsed : (done - last.done) / (at - last.at);
    last = { at, done };
    const share = total === 0 ? 0 : done / total;
    const percent = `${String(Math.floor(share * 100)).padStart(2, '0')}%`;
    const rate = Number.isFinite(speed) ? `${formatSize(speed)}/sec` : '- B/sec';
    out.write(
      `${bar(share)} ${percent.padStart(4)} ${formatDuration(elapsed).padStart(8)} ${formatSize(done).padStart(10)} ${rate.padStart(14)}\r`,
    );
  };
}

/** A line that a download keeps rewriting: bar, percent, size. */
export function downloadProgress(out: Output): Progress {
  return (done, total) => {
    const share = total ? done / total : 0;
    const percent = total ? `${String(Math.floor(share * 100)).padStart(3)}%` : '???%';
    const size = total ? `${formatSize(done)} / ${formatSize(total)}` : formatSize(done);
    out.write(`${bar(share)} ${percent.padStart(4)} ${size.padStart(10)}\r`);
  };
}

function bar(share: number): string {
  return `[${'='.repeat(Math.floor(share * barWidth)).padEnd(barWidth)}]`;
}
