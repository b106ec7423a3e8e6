import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { ConfigError } from '@koji/common/config/options';

/**
 * Becomes the user that RUNAS in /etc/sysconfig/kojira names, the one who may write to the tree. Only root can; anybody else
 * must be that user already.
 */
export function becomeRunAs(wanted: string | undefined): void {
  if (wanted === undefined || wanted === '') return;
  const { uid, username } = userInfo();
  if (username === wanted) return;
  if (uid !== 0)
    throw new ConfigError(
      `RUNAS is ${wanted}, but kojira was started as ${username}; with systemd, User= in its unit decides (systemctl edit kojira)`,
    );
  const groups = groupsOf(wanted);
  process.setgroups?.(groups);
  process.setgid?.(groups[0] as number);
  process.setuid?.(wanted);
}

/** The numbers of a user's groups, the primary one first. */
function groupsOf(user: string): number[] {
  try {
    return execFileSync('id', ['-G', '--', user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      .trim()
      .split(' ')
      .map(Number);
  } catch (cause) {
    throw new ConfigError(`RUNAS is ${user}, and there is no such user`, { cause });
  }
}
