import { PathLayout } from '@koji/common/paths/layout';
import { pythonRepr } from '@koji/common/python-text';
import { formatNvr } from '@koji/common/rpm/nvr';
import type { WireValue } from '@koji/common/wire/values';
import { between } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { toggle } from '../../options/flag.ts';

export const listUntagged = command({
  name: 'list-untagged',
  category: 'info',
  summary: 'List untagged builds',
  usage: '[options] [<package>]',
  login: 'anonymous',
  args: between(0, 1),
  flags: {
    paths: toggle('--paths', 'print paths of files'),
    showReferences: toggle('--show-references', 'print what refers to the builds'),
  },
  async run({ hub, session, out, settings }, [pkg], { paths, showReferences }) {
    if (pkg !== undefined && (await hub.getPackageID(pkg)) === null) throw new CommandFailure(`No such package: ${pkg}`);
    const builds = await hub.untaggedBuilds(pkg === undefined ? {} : { name: pkg });
    const layout = new PathLayout(settings.topdir);
    const names = builds.map((build) => (paths ? layout.build(build) : formatNvr(build)));
    if (!showReferences) {
      for (const name of names.sort()) out.line(name);
      return;
    }
    out.line('(Showing build references)');
    const references = await session.batch((batch) => builds.map(({ id }) => batch.buildReferences(id)));
    const lines = names.map((name, i) => `${name} ${referenceText(references[i] as unknown as References)}`);
    for (const line of lines.sort()) out.line(line);
  },
});

interface References {
  readonly rpms?: WireValue[];
  readonly component_of?: WireValue[];
  readonly archives?: WireValue[];
}

function referenceText({ rpms = [], component_of = [], archives = [] }: References): string {
  const parts: [string, WireValue[]][] = [
    ['rpms', rpms],
    ['images/archives', component_of],
    ['archives buildroots', archives],
  ];
  return parts
    .filter(([, list]) => list.length > 0)
    .map(([label, list]) => `${label}: ${pythonRepr(list)}`)
    .join(', ');
}
