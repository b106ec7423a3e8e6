import * as dud from './dud/methods.ts';
import { subscribeEcho } from './echo/log-hooks.ts';
import * as kiwi from './kiwi/methods.ts';
import type { Plugin } from './plugin.ts';
import { publishMessages } from './protonmsg/publish.ts';
import { readProtonmsgSettings } from './protonmsg/settings.ts';
import { subscribeMessages } from './protonmsg/subscribe.ts';
import { readRpm2mavenSettings } from './rpm2maven/settings.ts';
import { subscribeRpm2maven } from './rpm2maven/take-artifacts.ts';
import * as runroot from './runroot/methods.ts';
import * as saveFailedTree from './save-failed-tree/methods.ts';
import { readAllowedMethods } from './save-failed-tree/settings.ts';
import * as sidetag from './sidetag/methods.ts';
import * as sidetagTests from './sidetag/policy-tests.ts';
import { subscribeRemoveEmpty } from './sidetag/remove-empty.ts';
import { readSidetagSettings } from './sidetag/settings.ts';
import { subscribeTag2distrepo } from './tag2distrepo/follow-tag.ts';

/** Modules whose methods are there only while their plugin is switched on. */
export const pluginDomains = { dud, kiwi, runroot, saveFailedTree, sidetag };

/** The plugins that come with the hub, under the names that hub.conf has for them. */
export const bundledPlugins: readonly Plugin[] = [
  { name: 'dud', methods: dud },
  { name: 'echo', start: (_settings, hooks) => subscribeEcho(hooks) },
  { name: 'kiwi', methods: kiwi },
  {
    name: 'protonmsg',
    start: (settings, hooks) => subscribeMessages(hooks, readProtonmsgSettings(settings)),
    run: publishMessages,
  },
  { name: 'rpm2maven', start: (settings, hooks) => subscribeRpm2maven(hooks, readRpm2mavenSettings(settings)) },
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
  { name: 'tag2distrepo', start: (_settings, hooks) => subscribeTag2distrepo(hooks) },
];
