import type { Site } from '../page.ts';

/** Task methods in the lists by which visitors choose; plugins add theirs by the site's configuration. */
const all = [
  'build',
  'buildSRPMFromSCM',
  'rebuildSRPM',
  'buildArch',
  'chainbuild',
  'maven',
  'buildMaven',
  'chainmaven',
  'wrapperRPM',
  'winbuild',
  'vmExec',
  'waitrepo',
  'tagBuild',
  'newRepo',
  'createrepo',
  'distRepo',
  'createdistrepo',
  'buildNotification',
  'tagNotification',
  'dependantTask',
  'livecd',
  'createLiveCD',
  'appliance',
  'createAppliance',
  'image',
  'indirectionimage',
  'createImage',
  'livemedia',
  'createLiveMedia',
];
const toplevel = [
  'build',
  'buildNotification',
  'chainbuild',
  'maven',
  'chainmaven',
  'wrapperRPM',
  'winbuild',
  'newRepo',
  'distRepo',
  'tagBuild',
  'tagNotification',
  'waitrepo',
  'livecd',
  'appliance',
  'image',
  'livemedia',
];
const parents = [
  'build',
  'chainbuild',
  'maven',
  'chainmaven',
  'winbuild',
  'newRepo',
  'distRepo',
  'wrapperRPM',
  'livecd',
  'appliance',
  'image',
  'livemedia',
];

export function allMethods(site: Site): string[] {
  return [...all, ...site.extraTasks.all];
}
/** Those that people start themselves. */
export function toplevelMethods(site: Site): string[] {
  return [...toplevel, ...site.extraTasks.toplevel];
}
/** Those that start others. */
export function parentMethods(site: Site): string[] {
  return [...parents, ...site.extraTasks.parents];
}
