import { canonArch, joinArches, splitArches } from '@koji/common/arch';
import { GenericError } from '@koji/common/errors';
import { withKeywords } from '@koji/common/wire/keywords';
import { findChannel } from '../../channels/queries.ts';
import { listHostArches, listHostRows } from '../../hosts/queries.ts';
import { orFault } from '../../rpc/answers.ts';
import type { Call } from '../../rpc/call.ts';
import { info } from '../../rpc/info.ts';
import { keywords, method, optional, param, permitted } from '../../rpc/method.ts';
import { anything, nullable, text } from '../../rpc/shapes.ts';
import { requireTag } from '../../tags/require-tag.ts';
import { makeTask } from '../../tasks/make-task.ts';

export const runroot = method({
  name: 'runroot',
  doc: 'Run a command in a build root of a tag. Answers the task.',
  access: permitted('runroot'),
  params: [
    param('tagInfo', info),
    param('arch', text),
    param('command', anything),
    optional('channel', nullable(info), null),
    keywords('opts'),
  ],
  async run(call, { tagInfo, arch: given, command, channel: asked, opts }) {
    const arch = joinArches(given, { strict: true });
    if (typeof command !== 'string' && !Array.isArray(command))
      throw new GenericError('Invalid type for command: expected a string or a list');
    const channel = asked || 'runroot';
    const tag = await requireTag(call, tagInfo);
    const taskArch = arch === 'noarch' ? await chooseArch(call, tag, channel) : arch;
    return makeTask(call, 'runroot', withKeywords([tagInfo, arch, command], opts), { priority: 15, arch: taskArch, channel });
  },
});

const everyHost = { arches: null, channelId: null, ready: null, enabled: null, userId: null } as const;

/** Any host will do unless some cannot set up a build root of the tag: then one arch that the tag and the channel share. */
async function chooseArch(
  call: Call,
  tag: { readonly name: string; readonly arches: string | null },
  channelKey: number | string,
): Promise<string> {
  const tagArches = splitArches(tag.arches);
  if (tagArches.length === 0) throw new GenericError(`no arches defined for tag ${tag.name}`);
  const known = new Set((await listHostArches(call.db)).flatMap(({ arches }) => splitArches(arches).map(canonArch)));
  if ([...known].every((arch) => tagArches.includes(arch))) return 'noarch';
  const channel = orFault(await findChannel(call.db, channelKey), `No such channel: ${channelKey}`);
  // A disabled host would never take the task.
  const hosts = await listHostRows(call.db, { ...everyHost, channelId: channel.id, enabled: true });
  const offered = new Set(hosts.flatMap(({ arches }) => splitArches(arches).map(canonArch)));
  const choices = tagArches.filter((arch) => offered.has(arch));
  const choice = choices[Math.floor(Math.random() * choices.length)];
  if (choice === undefined) throw new GenericError(`no common arches for tag/channel: ${tag.name}/${channel.name}`);
  return canonArch(choice);
}
