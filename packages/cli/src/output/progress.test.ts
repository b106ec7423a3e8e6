import { expect, test } from 'vitest';
import type { Output } from './output.ts';
import { downloadProgress, uploadProgress } from './progress.ts';

function writtenOutput() {
  const written: string[] = [];
  const out: Output = {
    line: (text = '') => void written.push(`${text}\n`),
    write: (data) => void written.push(data.toString()),
    warn: () => undefined,
    isTerminal: false,
  };
  return { out, written };
}

test('an upload tells how far it is, how long it took and how fast it is', () => {
  const { out, written } = writtenOutput();
  const times = [100, 102, 104];
  const report = uploadProgress(out, () => times.shift() as number);
  report(512 * 1024, 1024 * 1024);
  report(1024 * 1024, 1024 * 1024);
  expect(written).toEqual([
    '[==================                  ]  50% 00:00:02 512.00 KiB 256.00 KiB/sec\r',
    '[====================================] 100% 00:00:04   1.00 MiB 256.00 KiB/sec\r',
  ]);
});

test('a download tells how far it is, also where nobody knows how far it goes', () => {
  const { out, written } = writtenOutput();
  const report = downloadProgress(out);
  report(2048, 4096);
  report(2048, undefined);
  expect(written).toEqual([
    '[==================                  ]  50% 2.00 KiB / 4.00 KiB\r',
    '[                                    ] ???%   2.00 KiB\r',
  ]);
});
