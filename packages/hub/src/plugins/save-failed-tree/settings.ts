import { list } from '@koji/common/config/options';
import type { PluginSettings } from '../plugin.ts';
import { readPluginFile } from '../read-plugin-file.ts';

const sections = { permissions: { allowedMethods: list('allowed_methods', ['buildArch'], ',') } };

/** The task methods whose build roots may be saved; undefined for all. */
export function readAllowedMethods(settings: PluginSettings): readonly string[] | undefined {
  const { allowedMethods } = readPluginFile(settings, 'save_failed_tree', sections).permissions;
  return allowedMethods.length === 1 && allowedMethods[0] === '*' ? undefined : allowedMethods;
}
