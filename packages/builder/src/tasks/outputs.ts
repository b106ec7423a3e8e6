import { copyFile, mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DownloadError, downloadFile } from '@koji/common/client/download';
import { uploadFile } from '@koji/common/client/upload';
import { isThere } from '@koji/common/missing-files';
import { rootedJoin, taskPath } from '@koji/common/paths/layout';
import type { LogSource } from '../logs/log-upload.ts';
import { LogUpload } from '../logs/log-upload.ts';
import type { TaskContext } from './task.ts';

/** Where a task's output goes, relative to the hub's work directory. */
export function uploadDirectory({ id }: Pick<TaskContext, 'id'>): string {
  return taskPath(id);
}

/** Hands a file over as output of the task and answers its path below the hub's work directory. */
export async function uploadOutput(context: TaskContext, path: string, name = basename(path)): Promise<string> {
  // A task that was started before left files of the same name.
  await uploadFile(context.session, path, uploadDirectory(context), { name, overwrite: true });
  return `${uploadDirectory(context)}/${name}`;
}

/** Sends the logs of some directories while they grow. */
export function taskLogs(context: TaskContext, sources: readonly LogSource[], timestamps = false): LogUpload {
  return new LogUpload({ session: context.session, directory: uploadDirectory(context), sources, timestamps, log: context.log });
}

const downloadAttempts = 3;

/** Fetches a file of the hub's top directory, over HTTP or from where it is mounted, and answers where it lies now. Fetched once per task. */
export async function fetchFile(context: TaskContext, relativePath: string): Promise<string> {
  const target = rootedJoin(join(context.workdir, 'local'), relativePath);
  if (await isThere(target)) return target;
  await mkdir(dirname(target), { recursive: true });
  const url = `${context.config.topurl.replace(/\/+$/, '')}/${relativePath.split('/').map(encodeURIComponent).join('/')}`;
  if (url.startsWith('file:')) await copyFromTree(url, target);
  else await download(context, url, target);
  return target;
}

async function copyFromTree(url: string, target: string): Promise<void> {
  await copyFile(fileURLToPath(url), `${target}.part`);
  await rename(`${target}.part`, target);
}

async function download(context: TaskContext, url: string, target: string): Promise<void> {
  const { serverca, noSslVerify } = context.config;
  for (let attempt = 1; ; attempt++) {
    try {
      await downloadFile(url, target, { tls: { serverca, verify: !noSslVerify } });
      return;
    } catch (error) {
      const isFinal = error instanceof DownloadError && error.status >= 400 && error.status < 500;
      if (isFinal || attempt >= downloadAttempts) throw error;
      context.log.warn({ err: error, url }, 'download failed, trying again');
      await sleep(1000 * attempt, undefined, { signal: context.signal });
    }
  }
}
