import { type Category, categories } from '../command.ts';
import { loadPlugins } from '../commands/plugins.ts';
import { loadSummaries } from '../commands/summaries.ts';
import { furtherHelp } from './command-help.ts';

/** The commands by category, of the chosen categories only or of all. */
export async function commandList(
  program: string,
  pluginPaths: string | undefined,
  chosen: readonly Category[] = Object.keys(categories) as Category[],
): Promise<string> {
  const plugins = await loadPlugins(pluginPaths);
  const own = (await loadSummaries()).filter(({ name }) => !plugins.some((plugin) => plugin.name === name));
  const summaries = [...own, ...plugins].sort((a, b) => (a.name < b.name ? -1 : 1));
  const groups = [...chosen].sort().map((category) => {
    const lines = summaries
      .filter((command) => command.category === category)
      .map(({ name, summary }) => `        ${name.padEnd(25)} ${summary}\n`);
    return `\n${categories[category]}:\n${lines.join('')}`;
  });
  return `Available commands:\n${groups.join('')}${furtherHelp(program)}`;
}
