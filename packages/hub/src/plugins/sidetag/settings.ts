import { boolean, list, readOptions, text } from '@koji/common/config/options';
import type { PluginSettings } from '../plugin.ts';

const options = {
  removeEmpty: boolean('remove_empty', false),
  allowedSuffixes: list('allowed_suffixes', [], ','),
  nameTemplate: text('name_template', '{basetag}-side-{tag_id}'),
  triggerNewRepo: boolean('trigger_new_repo', false),
};

export function readSidetagSettings(settings: PluginSettings) {
  return readOptions(options, settings.get('sidetag')?.get('sidetag') ?? new Map(), 'plugins/sidetag.conf');
}
