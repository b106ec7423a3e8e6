import { ConfigError } from '@koji/common/config/options';
import type { KojidConfig } from '../config.ts';
import { isStandin } from '../mock/usable.ts';
import { type Identity, isSuccess, type Runner } from './runner.ts';

/**
 * Who mock runs as: the given user with the group `mock` beside its own. Undefined where nothing has to change: this
 * process is not root, or it calls the stand-in, which needs no user. Throws ConfigError for unknown names.
 */
export async function findMockIdentity(
  runner: Runner,
  { mockuser, mockpath }: Pick<KojidConfig, 'mockuser' | 'mockpath'>,
): Promise<Identity | undefined> {
  if (process.getuid?.() !== 0 || mockuser === 'root' || isStandin(mockpath)) return undefined;
  const [, , uid, gid] = await entry(runner, 'passwd', mockuser);
  const [, , mockGid] = await entry(runner, 'group', 'mock');
  return { uid: Number(uid), gid: Number(gid), groups: [Number(mockGid)] };
}

async function entry(runner: Runner, database: string, name: string): Promise<string[]> {
  const found = await runner.capture(['getent', database, name]);
  if (!isSuccess(found)) throw new ConfigError(`no ${database} entry for ${name}: mock needs it (see mockuser)`);
  return found.stdout.toString('utf8').trim().split(':');
}
