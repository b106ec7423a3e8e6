import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listConfFiles } from '@koji/common/config/conf-files';
import { type IniSections, mergeIni, parseIni } from '@koji/common/config/ini';
import { ConfigError, findUnknownKeys, readOptions } from '@koji/common/config/options';
import { type HubConfig, hubOptions } from './hub-config.ts';

export interface LoadedConfig {
  readonly config: HubConfig;
  /** The rules of each policy, as the file has them. */
  readonly policies: ReadonlyMap<string, string>;
  /** By name of the file, without `.conf`, in the directory `plugins` beside hub.conf. */
  readonly pluginSettings: ReadonlyMap<string, IniSections>;
  /** Sentences for the operator about what the files say and nothing reads. */
  readonly notices: readonly string[];
}

/**
 * Reads hub.conf and the files of hub.conf.d beside it, which come first so that the main file wins.
 * Plugins have files of their own in the directory `plugins`. Throws ConfigError or IniSyntaxError for what cannot be used.
 */
export async function loadConfig(path: string): Promise<LoadedConfig> {
  const notices: string[] = [];
  let sections: IniSections = new Map();
  for (const file of [...(await listConfFiles(`${path}.d`)), path]) {
    const parsed = parseHubConf(await readFile(file, 'utf8'), file);
    notices.push(...takeUnknown(parsed, file));
    sections = mergeIni(sections, parsed);
  }
  const config = readOptions(hubOptions, sections.get('hub') ?? new Map(), path);
  if (config.kojiDir === '' || !config.kojiDir.startsWith('/'))
    throw new ConfigError(`KojiDir must be an absolute path, got '${config.kojiDir}'`);
  const pluginSettings = await readPluginSettings(join(dirname(path), 'plugins'));
  return { config, policies: sections.get('policy') ?? new Map(), pluginSettings, notices };
}

/** Removes what nothing reads, so that a file made for another version does not keep the hub from starting. */
function takeUnknown(sections: IniSections, file: string): string[] {
  const notices: string[] = [];
  for (const name of sections.keys()) {
    if (name !== 'hub' && name !== 'policy') notices.push(`${file}: nothing reads the section [${name}]`);
  }
  const hub = sections.get('hub') ?? new Map<string, string>();
  for (const { key, nearest } of findUnknownKeys(hubOptions, hub)) {
    hub.delete(key);
    notices.push(`${file}: there is no setting ${key}${nearest === undefined ? '' : `; the nearest is ${nearest}`}`);
  }
  return notices;
}

async function readPluginSettings(directory: string): Promise<Map<string, IniSections>> {
  const settings = new Map<string, IniSections>();
  for (const file of await listConfFiles(directory))
    settings.set(basename(file, '.conf'), parseIni(await readFile(file, 'utf8'), file));
  return settings;
}

/** Compatibility: the oldest files have no section header and write `Key value`. As in Koji the case of keys does not matter. */
export function parseHubConf(text: string, file: string): IniSections {
  return parseIni(text, file, { spaceSeparated: true, defaultSection: 'hub' });
}
