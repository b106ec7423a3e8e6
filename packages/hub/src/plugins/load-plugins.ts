import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '@koji/common/config/options';
import { isThere } from '@koji/common/missing-files';
import { bundledPlugins } from './bundled.ts';
import type { Plugin } from './plugin.ts';
import { pluginKit } from './plugin-kit.ts';

/**
 * The plugins that hub.conf names: bundled ones, and NAME.mjs or NAME.js in one of the directories, the first that has it. One
 * that is nowhere and one that cannot be loaded are errors, at start-up.
 */
export async function loadPlugins(names: readonly string[], directories: readonly string[]): Promise<Plugin[]> {
  const plugins: Plugin[] = [];
  for (const name of names) {
    plugins.push(bundledPlugins.find((each) => each.name === name) ?? (await loadModule(name, directories)));
  }
  return plugins;
}

async function loadModule(name: string, directories: readonly string[]): Promise<Plugin> {
  const file = /^[\w-]+$/.test(name) ? await firstFile(candidates(name, directories, ['.mjs', '.js'])) : undefined;
  if (file === undefined) throw new ConfigError(await describeAbsence(name, directories));
  let plugin: unknown;
  try {
    const module = await import(pathToFileURL(file).href);
    if (typeof module.default !== 'function')
      throw new ConfigError('its default export must be a function that makes the plugin');
    plugin = await module.default(pluginKit);
    assertPlugin(plugin);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`plugin ${name} (${file}) cannot be loaded: ${reason}`, { cause });
  }
  return { ...plugin, name };
}

/** By key of a plugin: whether the value may stand there. */
const parts: { readonly [key: string]: (value: unknown) => boolean } = {
  methods: (value) => typeof value === 'object' && value !== null,
  policyTests: Array.isArray,
  start: (value) => typeof value === 'function',
  run: (value) => typeof value === 'function',
};
function assertPlugin(plugin: unknown): asserts plugin is Omit<Plugin, 'name'> {
  if (typeof plugin !== 'object' || plugin === null) throw new ConfigError('it made no object');
  for (const [key, value] of Object.entries(plugin)) {
    if (key === 'name') continue;
    if (!Object.hasOwn(parts, key))
      throw new ConfigError(`there is no part '${key}' of a plugin (there are ${Object.keys(parts).join(', ')})`);
    if (!parts[key]?.(value)) throw new ConfigError(`its ${key} is of the wrong kind`);
  }
}

async function describeAbsence(name: string, directories: readonly string[]): Promise<string> {
  const bundled = bundledPlugins.map((each) => each.name).join(', ');
  const python = await firstFile(candidates(name, directories, ['.py']));
  if (python !== undefined)
    return `Plugins names ${name}, and ${python} is Python, which this hub cannot run (it has ${bundled})`;
  return `Plugins names ${name}, which this hub does not have (it has ${bundled}) and PluginPath does not hold (${directories.join(':')})`;
}

function candidates(name: string, directories: readonly string[], endings: readonly string[]): string[] {
  return directories.flatMap((directory) => endings.map((ending) => join(directory, name + ending)));
}
async function firstFile(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if (await isThere(file)) return file;
  return undefined;
}
