import { mkdir, rename, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { downloadFile } from '@koji/common/client/download';
import type { CommandContext } from '../command.ts';
import { downloadProgress } from '../output/progress.ts';

export interface FetchStyle {
  readonly quiet: boolean;
  readonly noprogress: boolean;
  /** Which of how many files this is. */
  readonly place?: { readonly number: number; readonly count: number } | undefined;
  /** Size of the file, where it is known. */
  readonly size?: number | undefined;
}

/** Downloads a file, goes on where an earlier download broke off, and says what it does. */
export async function fetchFile(
  { out, settings }: Pick<CommandContext, 'out' | 'settings'>,
  url: string,
  target: string,
  style: FetchStyle,
): Promise<void> {
  const say = (line: string) => {
    if (!style.quiet) out.line(line);
  };
  const showBar = !style.quiet && !style.noprogress;
  say(style.place ? `Downloading [${style.place.number}/${style.place.count}]: ${target}` : `Downloading: ${target}`);
  const present = (await stat(target).catch(() => undefined))?.size ?? 0;
  if (present > 0 && present === style.size) return say(`File ${target} already downloaded, skipping`);
  await mkdir(dirname(target), { recursive: true });
  if (present > 0) {
    say(`Appending to existing file ${target}`);
    await rename(target, `${target}.part`);
  }
  const { changed } = await downloadFile(url, target, {
    // Files may lie on another server, whose certificate has nothing to do with the hub's authority.
    tls: isSameHost(url, settings.server) ? { serverca: settings.serverca, verify: !settings.noSslVerify } : {},
    ...(showBar ? { onProgress: everyMebibyte(downloadProgress(out)) } : {}),
  });
  if (changed) await utimes(target, changed, changed);
  if (showBar) out.line();
}

function isSameHost(url: string, other: string): boolean {
  return new URL(url).hostname === new URL(other).hostname;
}

const mebibyte = 1024 * 1024;

/** Not every packet is worth a line. */
function everyMebibyte(
  report: (done: number, total: number | undefined) => void,
): (done: number, total: number | undefined) => void {
  let reported = 0;
  return (done, total) => {
    if (done !== total && done - reported < mebibyte) return;
    reported = done;
    report(done, total);
  };
}
