import * as dud from './dud/methods.ts';
import * as kiwi from './kiwi/methods.ts';
import type { Plugin } from './plugin.ts';
import * as runroot from './runroot/methods.ts';
import * as saveFailedTree from './save-failed-tree/methods.ts';
import { readAllowedMethods } from './save-failed-tree/settings.ts';
import * as sidetag from './sidetag/methods.ts';
import * as sidetagTests from './sidetag/policy-tests.ts';
import { subscribeRemoveEmpty } from './sidetag/remove-empty.ts';
import { readSidetagSettings } from './sidetag/settings.ts';

/** Modules whose methods are there only while their plugin is switched on. */
export const pluginDomains = { dud, kiwi, runroot, saveFailedTree, sidetag };

/** The plugins that come with the hub, under the names that hub.conf has for them. */
export const bundledPlugins: readonly Plugin[] = [
  { name: 'dud', methods: dud },
  { name: 'kiwi', methods: kiwi },
  { name: 'runroot_hub', methods: runroot },
  { name: 'save_failed_tree', methods: saveFailedTree, start: (settings) => void readAllowedMethods(settings) },
  {
    name: 'sidetag_hub',
    methods: sidetag,
    policyTests: Object.values(sidetagTests),
    start(settings, hooks) {
      if (readSidetagSettings(settings).removeEmpty) subscribeRemoveEmpty(hooks);
    },
  },
];
