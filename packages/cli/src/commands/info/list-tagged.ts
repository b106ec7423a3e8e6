import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PathLayout } from '@koji/common/paths/layout';
import { between } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { printTaggedBuildsHead, taggedBuildLines } from '../../listing/tagged-builds.ts';
import { taggedRpmLines } from '../../listing/tagged-rpms.ts';
import { atMoment, findMoment, momentFlags, momentLine } from '../../lookups/moment.ts';
import { integer, text, texts, toggle } from '../../options/flag.ts';

export const listTagged = command({
  name: 'list-tagged',
  category: 'info',
  summary: 'List the builds or rpms in a tag',
  usage: '[options] <tag> [<package>]',
  login: 'anonymous',
  args: between(1, 2),
  flags: {
    arch: texts('--arch', 'list RPMs of this architecture'),
    rpms: toggle('--rpms', 'list RPMs instead of builds'),
    inherit: toggle('--inherit', 'look into inherited tags too'),
    latest: toggle('--latest', 'only the latest of each package'),
    latestN: integer('--latest-n', 'only the latest N of each package', { metavar: 'N' }),
    quiet: toggle('--quiet', 'print no headings'),
    paths: toggle('--paths', 'print paths of files'),
    sigs: toggle('--sigs', 'print the keys that RPMs are signed with'),
    type: text('--type', 'only builds of this type: maven, win or image'),
    ...momentFlags,
    draftOnly: toggle('--draft-only', 'only drafts'),
    noDraft: toggle('--no-draft', 'no drafts'),
  },
  async run(context, [tag = '', pkg], flags) {
    const { hub, out, settings } = context;
    const { arch, sigs, type } = flags;
    if (flags.noDraft && flags.draftOnly) throw new UsageError('--draft-only conflicts with --no-draft');
    const quiet = flags.quiet || settings.quiet;
    const moment = await findMoment(context, flags);
    if (moment && !quiet) out.line(momentLine(moment));
    if (!(await hub.getTag(tag, atMoment(moment)))) throw new UsageError(`No such tag: ${tag}`);
    const layout = new PathLayout(settings.topdir);
    const packagesDirectory = join(layout.topdir, 'packages');
    if (sigs && flags.paths && !existsSync(packagesDirectory)) {
      throw new CommandFailure(`'list-tagged --sigs --paths' requires accessible ${packagesDirectory}`);
    }
    const selection = {
      latest: flags.latestN ?? flags.latest,
      inherit: flags.inherit,
      ...(pkg === undefined ? {} : { package: pkg }),
      ...(type ? { type } : {}),
      ...(flags.noDraft || flags.draftOnly ? { draft: flags.draftOnly } : {}),
      ...atMoment(moment),
    };
    const paths = flags.paths ? layout : undefined;
    if (flags.rpms || sigs || arch.length > 0) {
      const [rpms, builds] = await hub.listTaggedRPMS(tag, {
        ...selection,
        ...(arch.length > 0 ? { arch: [...arch] } : {}),
        ...(sigs ? { rpmsigs: true } : {}),
      });
      for (const line of taggedRpmLines(out, rpms, builds, { paths, sigs })) out.line(line);
      return;
    }
    const builds = await hub.listTagged(tag, selection);
    const style = { isMaven: type === 'maven', paths };
    if (!quiet) printTaggedBuildsHead(out, style);
    for (const line of taggedBuildLines(builds, style)) out.line(line);
  },
});
