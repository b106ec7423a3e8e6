import { canonArch } from '@koji/common/arch';
import { exactly } from '../../arguments.ts';
import { readOptionalArches } from '../../building/optional-arches.ts';
import { command } from '../../command.ts';
import { text, textOr, texts, toggle } from '../../options/flag.ts';
import { given } from '../../options/given.ts';
import { announceTask, followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const kiwiBuild = command({
  name: 'kiwi-build',
  category: 'build',
  summary: 'Build an image with kiwi',
  usage: '[options] <target> <description_scm> <description_path>',
  login: 'required',
  args: exactly(3),
  flags: {
    scratch: toggle('--scratch', 'build for trial only'),
    version: text('--version', "version of the image instead of the description's"),
    release: text('--release', 'release of the image'),
    repos: texts('--repo', "install from this repository instead of the build tag's (may be given many times)"),
    repoReleasever: text('--repo-releasever', 'releasever for the repositories'),
    // Compatibility: nothing is uploaded.
    noprogress: toggle('--noprogress', 'show no progress of the upload'),
    profile: text('--kiwi-profile', 'profile of the description'),
    type: text('--type', "build type instead of the description's"),
    typeAttr: texts('--type-attr', 'attribute of the build type (may be given many times)'),
    resultBundleNameFormat: text('--result-bundle-name-format', 'format of the names of results'),
    makePrep: toggle('--make-prep', 'run "make prep" in the checkout first'),
    buildrootRepo: toggle('--buildroot-repo', "install from the build tag's repository too; without --repo that is so anyway"),
    optionalArches: textOr('', '--can-fail', 'architectures that may fail', { metavar: 'ARCH1,ARCH2,...' }),
    arches: texts('--arch', 'only this architecture (may be given many times)', { metavar: 'ARCHES' }),
    wait: waitFlag,
  },
  async run(context, [target = '', scm = '', path = ''], flags) {
    const { hub, out, settings } = context;
    const optional = readOptionalArches(flags.optionalArches);
    const usesBuildroot = flags.buildrootRepo || flags.repos.length === 0;
    if (!flags.buildrootRepo && usesBuildroot) out.warn('no repos given, using buildroot repo');
    const options = given({
      scratch: flags.scratch || undefined,
      optional_arches: optional.length > 0 ? optional : undefined,
      profile: flags.profile || undefined,
      version: flags.version || undefined,
      release: flags.release || undefined,
      make_prep: flags.makePrep || undefined,
      type: flags.type || undefined,
      type_attr: flags.typeAttr.length > 0 ? [...flags.typeAttr] : undefined,
      result_bundle_name_format: flags.resultBundleNameFormat || undefined,
      repos: flags.repos.length > 0 ? [...flags.repos] : undefined,
      repo_releasever: flags.repoReleasever || undefined,
      use_buildroot_repo: usesBuildroot || undefined,
    });
    const taskId = await hub.kiwiBuild(target, flags.arches.map(canonArch), scm, path, options);
    if (!settings.quiet) announceTask(context, taskId);
    return await followTasks(context, [taskId], { wait: flags.wait ?? true });
  },
});
