import { GenericError } from '@koji/common/errors';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { findMoment, momentFlags } from '../../lookups/moment.ts';
import { requirePermission } from '../../lookups/require-permission.ts';
import { integerOr, toggle } from '../../options/flag.ts';
import { asctime } from '../../output/times.ts';

export const cloneTag = command({
  name: 'clone-tag',
  category: 'admin',
  summary: 'Duplicate the contents of one tag onto another tag',
  usage: '[options] <src-tag> <dst-tag>',
  notes: 'The destination tag is made if it is not there.',
  login: 'required',
  args: exactly(2),
  flags: {
    config: toggle('--config', 'copy the configuration'),
    groups: toggle('--groups', 'copy the groups'),
    pkgs: toggle('--pkgs', 'copy the package list'),
    builds: toggle('--builds', 'tag the builds'),
    all: toggle('--all', 'the same as --config --groups --pkgs --builds'),
    latestOnly: toggle('--latest-only', 'tag only the latest build of each package'),
    inheritBuilds: toggle('--inherit-builds', 'tag builds that the source tag inherits too'),
    noDelete: toggle('--no-delete', 'leave what the destination has and the source has not'),
    ...momentFlags,
    // Compatibility: the hub does the work in one go and tells nothing about it.
    verbose: toggle('-v --verbose', 'say what is done', { hidden: true }),
    notify: toggle('--notify', 'send notifications of the tagging'),
    force: toggle('-f --force', 'clone even from or to a locked tag'),
    test: toggle('-n --test', 'only say what would be done', { hidden: true }),
    batch: integerOr(100, '--batch', 'calls in one request', { metavar: 'SIZE', hidden: true }),
  },
  async run(context, [source = '', destination = ''], flags) {
    const { hub, out } = context;
    const { all, force } = flags;
    const [pkgs, builds] = [flags.pkgs || all, flags.builds || all];
    if (source === destination) throw new UsageError('Source and destination tags must be different.');
    if (flags.batch < 0) throw new UsageError('batch size must be bigger than zero');
    if (builds && !pkgs) throw new UsageError("--builds can't be used without also specifying --pkgs");
    if (flags.test) throw new UsageError('server-side operation, test output is no longer available');
    await requirePermission(context, 'tag', 'admin');
    const moment = await findMoment(context, flags);
    if (moment) out.line(`Cloning at event ${moment.id} (${asctime(moment.ts)})`);
    const event = moment?.id ?? null;
    const sourceTag = await hub.getBuildConfig(source, { event }).catch((error: unknown) => {
      throw error instanceof GenericError ? new UsageError(`No such src-tag: ${source}`) : error;
    });
    const destinationTag = await hub.getTag(destination);
    if ((sourceTag.locked || destinationTag?.locked) && !force) {
      throw new UsageError(
        'You are attempting to clone from or to a tag which is locked. Please use --force if this is what you really want to do.',
      );
    }
    const what = {
      config: flags.config || all,
      pkgs,
      builds,
      groups: flags.groups || all,
      latest_only: flags.latestOnly,
      inherit_builds: flags.inheritBuilds,
      event,
      force,
    };
    if (destinationTag) await hub.snapshotTagModify(sourceTag.id, destination, { ...what, remove: !flags.noDelete });
    else await hub.snapshotTag(sourceTag.id, destination, what);
  },
});
