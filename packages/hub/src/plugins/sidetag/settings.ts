import { boolean, list, text } from '@koji/common/config/options';
import type { PluginSettings } from '../plugin.ts';
import { readPluginFile } from '../read-plugin-file.ts';

const sections = {
  sidetag: {
    removeEmpty: boolean('remove_empty', false),
    allowedSuffixes: list('allowed_suffixes', [], ','),
    nameTemplate: text('name_template', '{basetag}-side-{tag_id}'),
    triggerNewRepo: boolean('trigger_new_repo', false),
  },
};

export function readSidetagSettings(settings: PluginSettings) {
  return readPluginFile(settings, 'sidetag', sections).sidetag;
}
