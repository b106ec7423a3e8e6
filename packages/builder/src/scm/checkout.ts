import { symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { BuildError, GenericError } from '@koji/common/errors';
import { isThere } from '@koji/common/missing-files';
import { isSuccess, shownCommand } from '../process/runner.ts';
import { taskLogs } from '../tasks/outputs.ts';
import type { TaskContext } from '../tasks/task.ts';
import { type CheckoutCommand, planCheckout } from './commands.ts';
import type { ScmUrl } from './url.ts';

export const checkoutLog = 'checkout.log';

/** Checks sources out below `directory` and answers where they are. Throws BuildError. */
export async function checkOut(
  context: TaskContext,
  scm: ScmUrl,
  directory: string,
  options: { readonly useCommon: boolean },
): Promise<string> {
  const plan = planCheckout(scm);
  const sourceDir = join(directory, plan.sourceDir);
  const logs = taskLogs(context, [{ directory: context.workdir, pattern: /^checkout\.log$/ }]);
  const run = async ({ argv, cwd }: CheckoutCommand) => {
    const outcome = await context.runner.run(argv, {
      cwd: join(directory, cwd),
      env: plan.env,
      output: join(context.workdir, checkoutLog),
      announce: true,
      signal: context.signal,
    });
    if (!isSuccess(outcome)) {
      throw new BuildError(`Error running ${scm.type} command "${shownCommand(argv)}", see ${checkoutLog} for details`);
    }
  };
  await logs.during(async () => {
    await run(plan.clone);
    try {
      for (const command of plan.update) await run(command);
    } catch (error) {
      if (!plan.fallback || context.signal.aborted) throw error;
      await run(plan.fallback);
    }
    if (options.useCommon) {
      await run(plan.common);
      await linkCommon(directory, sourceDir);
    }
  });
  return sourceDir;
}

/** Makefiles look for `../common`; sources that lie deeper get a link to it. */
async function linkCommon(directory: string, sourceDir: string): Promise<void> {
  const wanted = join(dirname(sourceDir), 'common');
  if (!(await isThere(wanted))) await symlink(relative(dirname(wanted), join(directory, 'common')), wanted);
}

/** The url of exactly what was checked out: for git with the commit instead of a name that may move. */
export async function resolveSource(context: TaskContext, scm: ScmUrl, sourceDir: string): Promise<string> {
  if (!scm.type.startsWith('GIT')) return scm.url;
  const answer = await context.runner.capture(['git', 'rev-parse', 'HEAD'], { cwd: sourceDir });
  if (!isSuccess(answer)) throw new GenericError('Error getting commit hash for git');
  const commit = answer.stdout.toString('utf8').trim();
  const module = scm.module === '' ? '' : `?${scm.module}`;
  return `${scm.scheme}://${scm.host}${scm.repository}${module}#${commit}`;
}
