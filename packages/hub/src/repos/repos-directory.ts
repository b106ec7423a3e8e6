import { mkdir } from 'node:fs/promises';
import type { Call } from '../rpc/call.ts';

/** Builders refuse repository tasks while the directory of all repositories is missing. */
export async function ensureReposDirectory(call: Call): Promise<void> {
  await mkdir(call.layout.repos(), { recursive: true });
}
