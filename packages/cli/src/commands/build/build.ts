import { joinArches } from '@koji/common/arch';
import { structValue } from '@koji/common/client/typed-hub';
import { isStruct } from '@koji/common/is-struct';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { exactly } from '../../arguments.ts';
import { requireTarget, taskPriority } from '../../building/require-target.ts';
import { taskOptions } from '../../building/task-options.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { integer, onOff, text, texts, toggle } from '../../options/flag.ts';
import { uploadSource } from '../../session/upload-source.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const build = command({
  name: 'build',
  category: 'build',
  summary: 'Build a package from source',
  usage: '[options] <target> <srpm path or scm url>',
  notes: `The target says which tag the buildroot is filled from and which tag the build goes to;
"koji list-targets" shows them all.`,
  login: 'required',
  args: exactly(2),
  flags: {
    skipTag: toggle('--skip-tag', 'do not tag the build'),
    scratch: toggle('--scratch', 'build for trial only'),
    rebuildSrpm: onOff(
      '--rebuild-srpm',
      'make the srpm anew (scratch builds only)',
      '--no-rebuild-srpm',
      'take the srpm as it is (scratch builds only)',
    ),
    wait: waitFlag,
    waitRepo: toggle('--wait-repo', 'wait for a current repository of the build tag'),
    waitBuilds: texts('--wait-build', 'wait until this build is in the repository', { metavar: 'NVR' }),
    quiet: toggle('--quiet', 'do not speak of the task'),
    archOverride: text('--arch-override', 'build for these architectures (scratch builds only)'),
    failFast: toggle('--fail-fast', 'cancel the other architectures as soon as one fails'),
    repoId: integer('--repo-id', 'build in this repository'),
    noprogress: toggle('--noprogress', 'show no progress of the upload'),
    background: toggle('--background', 'build at a lower priority'),
    customUserMetadata: text('--custom-user-metadata', "a JSON object to keep in the build's extra data"),
    draft: toggle('--draft', 'make a draft build'),
  },
  async run(context, [targetName = '', source = ''], flags) {
    const { hub, out, settings } = context;
    const { scratch, draft, repoId, archOverride } = flags;
    if (flags.rebuildSrpm !== undefined && !scratch)
      throw new UsageError('--no-/rebuild-srpm is only allowed for --scratch builds');
    if (archOverride && !scratch) throw new UsageError('--arch_override is only allowed for --scratch builds');
    if (scratch && draft) throw new UsageError('--scratch and --draft cannot be both specified');
    const metadata = readMetadata(flags.customUserMetadata);
    // A repository alone is enough to build in; the result then goes nowhere.
    const target = targetName.toLowerCase() === 'none' && repoId ? null : targetName;
    if (target !== null) await requireTarget(context, target, { scratch });
    const quiet = flags.quiet || settings.quiet;
    const options = taskOptions({
      arch_override: archOverride ? joinArches(archOverride) : undefined,
      skip_tag: flags.skipTag || target === null,
      scratch,
      repo_id: repoId,
      fail_fast: flags.failFast,
      wait_repo: flags.waitRepo,
      wait_builds: flags.waitBuilds,
      draft,
      custom_user_metadata: metadata,
    });
    if (flags.rebuildSrpm !== undefined) options.rebuild_srpm = flags.rebuildSrpm;
    const src = await placeSource();
    const taskId = await hub.build(src, target, { opts: structValue(options), ...taskPriority(flags) });
    if (!quiet) announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait, quiet });

    async function placeSource(): Promise<string> {
      if (source.includes('://')) return source;
      if (!quiet) out.line(`Uploading srpm: ${source}`);
      return await uploadSource(context, source, 'cli-build', { bar: !flags.noprogress && !quiet });
    }
  },
});

function readMetadata(json: string | undefined): WireStruct {
  if (!json) return {};
  let value: WireValue;
  try {
    value = JSON.parse(json) as WireValue;
  } catch (error) {
    throw new UsageError(`--custom-user-metadata is not valid JSON: ${(error as Error).message}`);
  }
  if (!isStruct(value)) throw new UsageError('--custom-user-metadata must be a JSON object');
  return value;
}
