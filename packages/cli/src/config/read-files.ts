import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type IniSections, IniSyntaxError, mergeIni, parseIni } from '@koji/common/config/ini';
import { ConfigError } from '@koji/common/config/options';

/** A configuration file, or a directory of `*.conf` files. */
export interface ConfigPlace {
  readonly path: string;
  /** Named by the user, who wants to hear when it is not there. */
  readonly required: boolean;
}

/** Reads all places in order; what a later one says goes over what an earlier one said. */
export function readConfigFiles(places: readonly ConfigPlace[]): IniSections {
  return places.flatMap(filesOf).reduce<IniSections>((merged, file) => mergeIni(merged, readConfigFile(file)), new Map());
}

function filesOf({ path, required }: ConfigPlace): string[] {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) {
    if (required) throw new ConfigError(`no such configuration file: ${path}`);
    return [];
  }
  if (!info.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((name) => name.endsWith('.conf'))
    .sort()
    .map((name) => join(path, name));
  if (required && files.length === 0) throw new ConfigError(`no configuration files in ${path}`);
  return files;
}

function readConfigFile(path: string): IniSections {
  try {
    return parseIni(readFileSync(path, 'utf8'), path);
  } catch (cause) {
    if (cause instanceof IniSyntaxError) throw new ConfigError(cause.message, { cause });
    throw new ConfigError(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}
