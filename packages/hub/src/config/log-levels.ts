import { ConfigError, type Option } from '@koji/common/config/options';
import { levelNamed } from '@koji/common/service/log-level';

/** Levels as words, each a level or `logger:level`. One that Python's loggers do not know is an error. */
export function logLevels(key: string, fallback: string): Option<string> {
  return {
    key,
    kind: 'levels',
    fallback,
    read(raw) {
      const unknown = raw
        .split(/[\s,]+/)
        .find((word) => word !== '' && levelNamed(word.slice(word.indexOf(':') + 1)) === undefined);
      if (unknown !== undefined) throw new ConfigError(`${key}: there is no level '${unknown}'`);
      return raw.trim();
    },
  };
}
