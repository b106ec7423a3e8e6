import { ConfigError } from '@koji/common/config/options';
import type { Logger } from '@koji/common/service/logger';
import { absentPlugins, bundledPlugins } from './bundled.ts';
import type { Plugin } from './plugin.ts';

/** The plugins that hub.conf names. One that nobody knows is an error, at start-up. */
export function findPlugins(names: readonly string[]): Plugin[] {
  return names
    .filter((name) => !absentPlugins.has(name))
    .map((name) => {
      const plugin = bundledPlugins.find((each) => each.name === name);
      if (!plugin)
        throw new ConfigError(
          `Plugins names ${name}, which this hub does not have (it has ${bundledPlugins.map((each) => each.name).join(', ')})`,
        );
      return plugin;
    });
}

/** Tells the operator of named plugins that are Koji's but not ours. */
export function reportAbsentPlugins(names: readonly string[], log: Logger): void {
  for (const plugin of names) {
    const consequence = absentPlugins.get(plugin);
    if (consequence !== undefined) log.error({ plugin, consequence }, 'hub.conf names a plugin that this hub does not have');
  }
}
