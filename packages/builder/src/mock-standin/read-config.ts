import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GenericError } from '@koji/common/errors';
import { type PythonValue, parsePythonLiteral } from './python-literal.ts';

/** What the stand-in heeds of a mock configuration. */
export interface StandinConfig {
  readonly name: string;
  readonly basedir: string;
  readonly targetArch: string;
  readonly home: string;
  readonly timeoutS: number;
  readonly macros: { readonly [name: string]: string };
  readonly environment: { readonly [name: string]: string };
  /** Files to put into the root, by path without leading slash. */
  readonly files: { readonly [path: string]: string };
}

/** mock's `-r`: a file that ends in .cfg, or a name below the configuration directory. */
export async function loadStandinConfig(reference: string, configDir: string): Promise<StandinConfig> {
  const path = reference.endsWith('.cfg') ? reference : join(configDir, `${reference}.cfg`);
  return readStandinConfig(await readFile(path, 'utf8'), path);
}

/** Reads the assignments of a configuration as builders write them: one a line, with literal values. */
export function readStandinConfig(text: string, path: string): StandinConfig {
  const options = new Map<string, PythonValue>();
  const groups = new Map<string, Map<string, PythonValue>>();
  for (const line of text.split('\n')) {
    const match = /^config_opts\['([^']+)'\](?:\[(.+?)\])? = (.*)$/.exec(line);
    if (!match) continue;
    const [, key = '', inner, value = ''] = match;
    if (inner === undefined) {
      options.set(key, parsePythonLiteral(value));
    } else if (['macros', 'environment', 'files'].includes(key)) {
      const group = groups.get(key) ?? new Map<string, PythonValue>();
      groups.set(key, group.set(String(parsePythonLiteral(inner)), parsePythonLiteral(value)));
    }
  }
  const needed = (key: string) => {
    const value = options.get(key);
    if (typeof value !== 'string') throw new GenericError(`${path} does not set ${key}`);
    return value;
  };
  const group = (key: string) => Object.fromEntries([...(groups.get(key) ?? [])].map(([name, value]) => [name, String(value)]));
  return {
    name: needed('root'),
    basedir: needed('basedir'),
    targetArch: needed('target_arch'),
    home: needed('chroothome'),
    timeoutS: Number(options.get('rpmbuild_timeout') ?? 0),
    macros: group('macros'),
    environment: group('environment'),
    files: group('files'),
  };
}
