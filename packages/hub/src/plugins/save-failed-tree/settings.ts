import { list, readOptions } from '@koji/common/config/options';
import type { PluginSettings } from '../plugin.ts';

const options = { allowedMethods: list('allowed_methods', ['buildArch'], ',') };

/** The task methods whose build roots may be saved; undefined for all. */
export function readAllowedMethods(settings: PluginSettings): readonly string[] | undefined {
  const { allowedMethods } = readOptions(
    options,
    settings.get('save_failed_tree')?.get('permissions') ?? new Map(),
    'plugins/save_failed_tree.conf',
  );
  return allowedMethods.length === 1 && allowedMethods[0] === '*' ? undefined : allowedMethods;
}
