import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { taskDirectory } from '../content.fixture.ts';
import { contract, differences } from '../contract/read-contract.fixture.ts';
import { type PlausibleArguments, plausibleArguments } from './arguments.fixture.ts';
import type { Things } from './things.fixture.ts';

/** A call and, in the contract's words, who may make it. */
export interface AccessCase {
  readonly title: string;
  readonly method: string;
  readonly args: PlausibleArguments;
  readonly needs: string;
}

/** Who may call a method, in the contract's words, or in ours where we mean to differ. */
export function accessOf(method: string): string {
  return differences.access[method]?.needs ?? contract[method]!.needs;
}

/** Every method of the contract once, and the calls whose arguments decide who may make them. */
export function accessCases(things: Things): AccessCase[] {
  const methods = Object.keys(contract).map((method) => ({
    title: method,
    method,
    args: plausibleArguments(method, things),
    needs: accessOf(method),
  }));
  return [...methods, ...byArguments(things)];
}

function byArguments(things: Things): AccessCase[] {
  const calls: AccessCase[] = [];
  const add = (needs: string, method: string, positional: readonly WireValue[], named: WireStruct = {}) =>
    calls.push({ title: `${method} ${JSON.stringify({ positional, named })}`, method, args: { positional, named }, needs });
  const again = (needs: string, method: string, named: WireStruct) => {
    const usual = plausibleArguments(method, things);
    add(needs, method, usual.positional, { ...usual.named, ...named });
  };

  for (const method of ['build', 'chainBuild', 'chainMaven', 'mavenBuild', 'wrapperRPM', 'repo.request'])
    again('perm:admin', method, { priority: -1 });
  for (const method of ['getTagID', 'getPackage']) add('perm:tag', method, ['fresh'], { create: true });
  add('none', 'getRPMChecksums', [things.rpm, ['sha256'], true]);
  add('sessions of alice', 'getSessionInfo', [false, 'alice']);
  add('none (logged-in if no userID)', 'getBuildNotifications', []);
  add('none (logged-in if no userID)', 'getBuildNotificationBlocks', []);
  add('none (logged-in if userID omitted)', 'getUserPerms', []);
  add('none (logged-in if userInfo omitted)', 'getUser', []);
  add('none (logged-in if user_id omitted)', 'checkTagAccess', ['f42']);
  for (const method of ['getBuildNotifications', 'getBuildNotificationBlocks', 'getUserPerms', 'getUser'])
    add('none', method, ['alice']);
  add('none', 'checkTagAccess', ['f42', things.alice]);
  add('session of the other host', 'logout', [things.session]);
  const tasks = taskDirectory(things.openTask);
  add('host session + owns open task', 'uploadFile', [tasks, 'fresh.log', 3, null, 0, 'YWJj']);
  for (const method of ['count', 'filterResults', 'countAndFilterResults']) {
    add('wrapped logged-in + policy:tag', method, ['moveAllBuilds', 'f42', 'f42-updates', 'foo']);
    add('wrapped host session', method, ['host.getHostTasks']);
  }
  // force is for administrators, to whom the policy alone would say no.
  for (const method of ['tagBuild', 'moveBuild', 'untagBuild', 'tagBuildBypass', 'untagBuildBypass'])
    again('forced, policy:tag', method, { force: true });
  for (const method of ['tagBuild', 'tagBuildBypass'])
    add('tag of administrators, forced', method, ['guarded', 'foo-1.0-1', true]);
  add('uploads of another', 'CGImport', [things.cgMetadata, 'foreign']);
  const [output] = things.cgMetadata.output as WireStruct[];
  add('uploads of another', 'CGImport', [{ ...things.cgMetadata, output: [{ ...output, relpath: 'foreign' }] }, '.']);
  again('forced, policy:draft_promotion', 'promoteBuild', { force: true });
  return calls;
}
