import { ConfigError, type Option } from './options.ts';

/** What `prlimit` can limit of a process, by the names of its options; RLIMIT_ and the name in capitals is the setting. */
export const limitedResources = ['as', 'core', 'cpu', 'data', 'fsize', 'memlock', 'nofile', 'nproc', 'rss', 'stack'] as const;
export type LimitedResource = (typeof limitedResources)[number];

/** One integer or two (soft and hard; -1 is no limit) in the form that prlimit takes. One alone leaves the hard limit as it is. */
export function readProcessLimit(key: string, raw: string): string {
  const values = raw.trim().split(/\s+/);
  if (values.length > 2 || !values.every((value) => /^(-1|\d+)$/.test(value)))
    throw new ConfigError(`${key} must be one or two integers, got '${raw}'`);
  const [soft, hard = ''] = values.map((value) => (value === '-1' ? 'unlimited' : value));
  return `${soft}:${hard}`;
}

/** As readProcessLimit checks it, in the form of the file. */
export function processLimit(key: string, aliases: readonly string[] = []): Option<string | undefined> {
  return {
    key,
    aliases,
    kind: 'one or two integers',
    fallback: undefined,
    read(raw) {
      const plain = raw.trim();
      if (plain !== '') readProcessLimit(key, plain);
      return plain || undefined;
    },
  };
}
