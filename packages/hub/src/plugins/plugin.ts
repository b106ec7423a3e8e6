import type { IniSections } from '@koji/common/config/ini';
import type { Hooks } from '../hooks/hooks.ts';
import type { PolicyTest } from '../policy/policy-test.ts';
import type { HubServices } from '../rpc/call.ts';
import type { RunInBackground } from '../rpc/dispatch.ts';

/** The settings of all plugins: by name of the file, without `.conf`, in the directory `plugins` beside hub.conf. */
export type PluginSettings = ReadonlyMap<string, IniSections>;

/** Something an operator switches on by naming it in hub.conf's `Plugins`. */
export interface Plugin {
  /** As it is named there. */
  readonly name: string;
  /** A module that declares API methods. */
  readonly methods?: object;
  readonly policyTests?: readonly PolicyTest[];
  /** Reads the plugin's settings, so that a mistake in them shows at the start, and takes its place among the hooks. */
  start?(settings: PluginSettings, hooks: Hooks): void;
  /** Work beside the calls, in each hub process, until the signal fires. What it throws is logged and ends it. */
  run?(hub: HubServices, runInBackground: RunInBackground, signal: AbortSignal): Promise<void>;
}
