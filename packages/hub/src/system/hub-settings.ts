import type { Option } from '@koji/common/config/options';
import type { WireStruct } from '@koji/common/wire/values';
import { type HubConfig, hubOptions } from '../config/hub-config.ts';
import { kojiOptions } from '../config/koji-options.ts';
import { showValue } from '../config/show-value.ts';
import type { Policies } from '../policy/engine.ts';

const secrets = new Set(['DBPass', 'DBConnectionString']);

/** The settings that clients know of a Koji hub, under the names they have in hub.conf. Secrets are not told. */
export function knownSettings(config: HubConfig, policies: Policies): WireStruct {
  return {
    ...settingsOf(kojiOptions, config),
    // Compatibility: Koji's own hub tells of its patterns a second time.
    'RegexNameInternal.compiled': config.regexNameInternal,
    'RegexUserName.compiled': config.regexUserName,
    policy: Object.fromEntries(policies.texts),
  };
}
/** All settings, a line each. */
export function describeSettings(config: HubConfig): string {
  return Object.entries(settingsOf(hubOptions, config))
    .map(([key, value]) => `${key} = ${value ?? ''}`)
    .join('\n');
}

function settingsOf(table: { readonly [name: string]: Option<unknown> }, config: HubConfig): WireStruct {
  const settings: WireStruct = {};
  for (const [name, option] of Object.entries(table)) {
    const { key, aliases = [] } = option;
    const value = (config as { readonly [name: string]: unknown })[name];
    for (const each of [key, ...aliases])
      settings[each] = secrets.has(key) && value ? '********' : (showValue(option, value) ?? null);
  }
  return settings;
}
