import { ConfigError, type OptionTable, type OptionValues, readOptions } from '@koji/common/config/options';
import type { PluginSettings } from './plugin.ts';

/**
 * The settings of plugins/NAME.conf, by section. Throws ConfigError for a section or a key that nothing reads and for a value that
 * cannot be used.
 */
export function readPluginFile<const S extends Readonly<Record<string, OptionTable>>>(
  settings: PluginSettings,
  name: string,
  sections: S,
): { readonly [K in keyof S]: OptionValues<S[K]> } {
  const file = `plugins/${name}.conf`;
  const given = settings.get(name);
  const foreign = [...(given?.keys() ?? [])].find((section) => !Object.hasOwn(sections, section));
  if (foreign !== undefined) throw new ConfigError(`${file}: unknown section [${foreign}]`);
  const read = Object.entries(sections).map(([section, table]) => [
    section,
    readOptions(table, given?.get(section) ?? new Map(), file),
  ]);
  return Object.fromEntries(read);
}
