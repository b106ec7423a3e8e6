import type { AnyCommand } from '../command.ts';
import { commands } from './catalogue.ts';
import { loadPlugins } from './plugins.ts';
import { loadSummaries } from './summaries.ts';

/** The command of a word: its name, one of its aliases (in any case), or underscores in place of dashes. */
export async function findCommand(word: string, pluginPaths: string | undefined): Promise<AnyCommand | undefined> {
  const name = word.replaceAll('_', '-');
  const plugin = (await loadPlugins(pluginPaths)).findLast((command) =>
    [command.name, ...(command.aliases ?? [])].includes(name),
  );
  if (plugin) return plugin;
  if (Object.hasOwn(commands, name)) return await commands[name as keyof typeof commands]();
  const summaries = await loadSummaries();
  const target = summaries.find(({ aliases }) => aliases.includes(word.toLowerCase()));
  return target && (await commands[target.name as keyof typeof commands]());
}
