import { readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as counts from '../arguments.ts';
import { type AnyCommand, command } from '../command.ts';
import { expandHome } from '../config/profile.ts';
import * as failures from '../errors.ts';
import * as flags from '../options/flag.ts';

/** What a plugin gets to declare its commands with. */
export const pluginKit = { command, ...counts, ...flags, ...failures };
export type PluginKit = typeof pluginKit;

/** A plugin is an ES module that exports `commands(kit)`, which answers declarations made with the kit. */
interface PluginModule {
  readonly commands?: (kit: PluginKit) => readonly AnyCommand[];
}

/**
 * Commands from `*.mjs` files in ~/.koji/plugins and in the directories of `plugin_paths`. A later one replaces an earlier
 * one of the same name; of `plugin_paths` the first directory goes over the others.
 */
export async function loadPlugins(pluginPaths: string | undefined): Promise<readonly AnyCommand[]> {
  const named = pluginPaths?.split(':').filter((path) => path !== '') ?? [];
  const directories = [join(homedir(), '.koji/plugins'), ...named.map((path) => expandHome(path)).reverse()];
  const loaded = await Promise.all(directories.flatMap(pluginFiles).map(loadPlugin));
  return [...new Map(loaded.flat().map((plugin) => [plugin.name, plugin])).values()];
}

function pluginFiles(directory: string): string[] {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(directory)
    .filter((name) => name.endsWith('.mjs'))
    .sort()
    .map((name) => join(directory, name));
}

async function loadPlugin(path: string): Promise<readonly AnyCommand[]> {
  const loaded = (await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw new failures.CommandFailure(
      `plugin ${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  })) as PluginModule;
  if (loaded.commands === undefined) throw new failures.CommandFailure(`plugin ${path} exports no function "commands"`);
  return loaded.commands(pluginKit);
}
