import { structValue } from '@koji/common/client/hub-client';
import type { Logger } from '@koji/common/service/logger';
import type { KojiraSession } from './session.ts';

const requestTimeoutMs = 5000;
const maxRepomdBytes = 10 * 1024 * 1024;

interface ExternalRepo {
  readonly id: number;
  readonly url: string;
}

/**
 * Looks whether external repositories that tags use have new metadata, and tells the hub the newest timestamp. The hub
 * makes an event of it, and by that event the repositories of those tags become outdated.
 */
export async function checkExternalRepos(session: KojiraSession, log: Logger, signal: AbortSignal): Promise<void> {
  const [links, arches] = await Promise.all([session.hub.getTagExternalRepos(), session.hub.getAllArches()]);
  const repos = new Map(links.map((link) => [link.external_repo_id, { id: link.external_repo_id, url: link.url }]));
  if (arches.length === 0) log.warn({}, 'the hub knows no arches, external repositories with $arch are not checked');
  const seen = new Map<string, Promise<number>>();
  for (const repo of [...repos.values()].sort((a, b) => a.id - b.id)) {
    signal.throwIfAborted();
    await checkExternalRepo(session, repo, arches, { log, signal, seen });
  }
}

interface Round {
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Timestamps by address: repositories may share one. */
  readonly seen: Map<string, Promise<number>>;
}

async function checkExternalRepo(
  session: KojiraSession,
  repo: ExternalRepo,
  arches: readonly string[],
  round: Round,
): Promise<void> {
  const addresses = metadataAddresses(repo.url, arches);
  if (addresses.length === 0) return;
  const timestamps = await Promise.all(addresses.map((address) => readOnce(address, round)));
  const newest = Math.max(...timestamps);
  if (newest === 0) {
    round.log.warn({ url: repo.url }, 'no timestamp found for an external repository');
    return;
  }
  const known = readMaxTimestamp(await session.hub.repo.getExternalRepoData(repo.id));
  if (newest <= known) return;
  round.log.info({ repo: repo.id, url: repo.url, timestamp: newest }, 'an external repository has changed');
  await session.hub.repo.setExternalRepoData(repo.id, structValue({ max_ts: newest }));
}

/** Addresses of repomd.xml: one, or one an arch when the address says $arch. */
export function metadataAddresses(url: string, arches: readonly string[]): string[] {
  const roots = url.includes('$arch') ? arches.map((arch) => url.replaceAll('$arch', arch)) : [url];
  return roots.map((root) => `${root.replace(/\/+$/, '')}/repodata/repomd.xml`);
}

function readMaxTimestamp(data: unknown): number {
  if (typeof data !== 'object' || data === null || !('max_ts' in data)) return 0;
  return typeof data.max_ts === 'number' ? data.max_ts : 0;
}

function readOnce(address: string, round: Round): Promise<number> {
  const known = round.seen.get(address);
  if (known !== undefined) return known;
  const reading = readTimestamp(address, round);
  round.seen.set(address, reading);
  return reading;
}

/** The newest timestamp in a repository's metadata; 0 when it cannot be had, which counts as unchanged. */
async function readTimestamp(address: string, { log, signal }: Round): Promise<number> {
  try {
    const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]) });
    if (response.status === 404) {
      // Every arch of the hub is asked for, so some are bound to be missing.
      log.debug({ address }, 'external repository not found');
      return 0;
    }
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return newestTimestamp(await readLimited(response));
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ err: error, address }, 'cannot read an external repository');
    return 0;
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxRepomdBytes) throw new Error(`repomd.xml is larger than ${maxRepomdBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The newest of the timestamps of repomd.xml, in whole seconds. Throws when there is none. */
export function newestTimestamp(repomd: string): number {
  const found = [...repomd.matchAll(/<(?:[\w.-]+:)?timestamp\s*>\s*([0-9]+(?:\.[0-9]+)?)\s*</g)].map((match) =>
    Math.round(Number(match[1])),
  );
  if (found.length === 0) throw new Error('repomd.xml has no timestamp');
  return Math.max(...found);
}
