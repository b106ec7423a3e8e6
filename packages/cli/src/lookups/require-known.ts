import type { CommandContext } from '../command.ts';
import { requireAll } from './require-all.ts';

type Context = Pick<CommandContext, 'session' | 'out'>;
const conclusion = 'No changes made. Please correct the command line.';

/** Names every host that is not there; the command then ends before anything is changed. */
export async function requireHosts({ session, out }: Context, names: readonly string[]): Promise<void> {
  const found = await session.batch((hub) => names.map((name) => hub.getHost(name)));
  requireAll(names, found, (name) => out.line(`No such host: ${name}`), conclusion);
}

/** Names every channel that is not there; the command then ends before anything is changed. */
export async function requireChannels({ session, out }: Context, names: readonly string[]): Promise<void> {
  const found = await session.batch((hub) => names.map((name) => hub.getChannel(name, { strict: false })));
  requireAll(names, found, (name) => out.line(`No such channel: ${name}`), conclusion);
}
