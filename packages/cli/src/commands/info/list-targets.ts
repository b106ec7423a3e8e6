import { noArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { sortBy } from '../../listing/sort-by.ts';
import { text, toggle } from '../../options/flag.ts';

export const listTargets = command({
  name: 'list-targets',
  category: 'info',
  summary: 'List the build targets',
  usage: '[options]',
  login: 'anonymous',
  args: noArguments,
  flags: {
    name: text('--name', 'only this target'),
    quiet: toggle('--quiet', 'print no headings'),
  },
  async run({ hub, out, settings }, _words, { name, quiet }) {
    const targets = await hub.getBuildTargets({ info: name ?? null });
    if (targets.length === 0) throw new UsageError(name ? `No such build target: ${name}` : 'No targets were found');
    if (!quiet && !settings.quiet) {
      out.line(columns('Name', 'Buildroot', 'Destination'));
      out.line('-'.repeat(93));
    }
    for (const target of sortBy(targets, (each) => each.name)) {
      out.line(columns(target.name, target.build_tag_name, target.dest_tag_name));
    }
  },
});

function columns(...texts: readonly string[]): string {
  return texts.map((each) => each.padEnd(30)).join(' ');
}
