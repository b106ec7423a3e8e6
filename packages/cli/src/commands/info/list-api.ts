import { anyArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';

export const listApi = command({
  name: 'list-api',
  category: 'info',
  summary: 'Print the list of XML-RPC APIs',
  usage: '[options] [method_name ...]',
  login: 'anonymous',
  args: anyArguments,
  flags: {},
  async run({ session, out }, methods) {
    for (const method of methods) {
      const help = await session.call('system.methodHelp', [method]);
      if (!help) throw new UsageError(`Unknown method: ${method}`);
      out.line(String(help));
    }
    if (methods.length > 0) return;
    const all = (await session.call('_listapi')) as { name: string; argdesc: string; doc: string | null }[];
    for (const { name, argdesc, doc } of all.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      out.line(`${name}${argdesc}`);
      if (doc) out.line(`  description: ${doc}`);
    }
  },
});
