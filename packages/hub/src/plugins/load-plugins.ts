import { ConfigError } from '@koji/common/config/options';
import { bundledPlugins } from './bundled.ts';
import type { Plugin } from './plugin.ts';

/** The plugins that hub.conf names. One that does not exist is an error, at start-up. */
export function findPlugins(names: readonly string[]): Plugin[] {
  return names.map((name) => {
    const plugin = bundledPlugins.find((each) => each.name === name);
    if (!plugin)
      throw new ConfigError(
        `Plugins names ${name}, which this hub does not have (it has ${bundledPlugins.map((each) => each.name).join(', ')})`,
      );
    return plugin;
  });
}
