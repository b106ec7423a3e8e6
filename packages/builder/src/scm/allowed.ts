import { BuildError } from '@koji/common/errors';
import { matchesGlob } from '@koji/common/glob';
import type { ScmUrl } from './url.ts';

/** How sources of an allowed repository are handled. */
export interface ScmHandling {
  /** Check out the directory `common` of the same server beside the sources. */
  readonly useCommon: boolean;
  /** Run inside the build root to fetch what is not in the repository. */
  readonly sourceCommand: readonly string[] | undefined;
}

export const defaultHandling: ScmHandling = { useCommon: true, sourceCommand: ['make', 'sources'] };

type Place = Pick<ScmUrl, 'host' | 'repository'>;

/**
 * Finds a repository in `allowed_scms`: entries `host:repository[:use_common[:source_cmd]]` with globs, of which the
 * first match decides; one with `!` in front refuses. Throws BuildError when the repository is not allowed.
 */
export function handlingByConfig(
  { host, repository }: Place,
  entries: readonly string[],
  warn: (entry: string) => void,
): ScmHandling {
  for (const entry of entries) {
    const [hostPattern = '', repositoryPattern, useCommon, sourceCommand] = entry.split(':');
    if (repositoryPattern === undefined) {
      warn(entry);
      continue;
    }
    const refuses = hostPattern.startsWith('!');
    const isMatch = matchesGlob(host, refuses ? hostPattern.slice(1) : hostPattern) && matchesGlob(repository, repositoryPattern);
    if (!isMatch) continue;
    if (refuses) break;
    return {
      useCommon: useCommon === undefined || !['no', 'off', 'false', '0'].includes(useCommon.toLowerCase()),
      sourceCommand: sourceCommand === undefined ? defaultHandling.sourceCommand : splitCommand(sourceCommand),
    };
  }
  throw new BuildError(`${host}:${repository} is not in the list of allowed SCMs`);
}

/** Words are separated by commas, as blanks separate entries; no words, no command. */
function splitCommand(text: string): string[] | undefined {
  return text === '' ? undefined : text.split(',');
}

/**
 * Reads what the hub's policy `build_from_scm` answered: `allow [use_common] [command … | none]`, anything else refuses
 * and gives the reason. Throws BuildError when the repository is not allowed.
 */
export function handlingByPolicy({ host, repository }: Place, answer: string, before: ScmHandling): ScmHandling {
  const [verdict = '', ...rest] = answer.split(/\s+/).filter((word) => word !== '');
  if (!['yes', 'true', 'allow', 'allowed'].includes(verdict.toLowerCase())) {
    throw new BuildError(`SCM: ${host}:${repository} is not allowed, reason: ${rest.join(' ') || 'None'}`);
  }
  const useCommon = rest[0]?.toLowerCase() === 'use_common';
  const command = useCommon ? rest.slice(1) : rest;
  if (command[0]?.toLowerCase() === 'none') return { useCommon, sourceCommand: undefined };
  return { useCommon, sourceCommand: command.length > 0 ? command : before.sourceCommand };
}
