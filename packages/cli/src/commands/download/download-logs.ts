import { join, resolve } from 'node:path';
import { matchesAnyGlob } from '@koji/common/glob';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { fetchFile } from '../../downloading/fetch-file.ts';
import { saveTaskLogs } from '../../downloading/save-task-logs.ts';
import { CommandFailure } from '../../errors.ts';
import { isId } from '../../lookups/read-id.ts';
import { textOr, texts, toggle } from '../../options/flag.ts';

export const downloadLogs = command({
  name: 'download-logs',
  category: 'download',
  summary: 'Download logs for task',
  usage: ['[options] <task_id> [<task_id> ...]', '[options] --nvr <n-v-r> [<n-v-r> ...]'],
  login: 'anonymous',
  args: atLeast(1),
  flags: {
    recurse: toggle('-r --recurse', 'logs of subtasks too'),
    nvr: toggle('--nvr', 'logs of the builds of these names'),
    match: texts('-m --match', 'only logs whose name matches this glob (may be given many times)', { metavar: 'PATTERN' }),
    resume: toggle('-c --continue', 'go on with an earlier download'),
    dir: textOr('kojilogs', '-d --dir', 'directory to write to', { metavar: 'DIRECTORY' }),
  },
  async run(context, words, { recurse, nvr, match, resume, dir }) {
    for (const word of words) {
      if (nvr) {
        await saveBuild(context, word, dir, { match, resume });
      } else {
        if (!isId(word)) throw new CommandFailure(`Task id must be a number: '${word}'`);
        await saveTaskLogs(context, Number(word), dir, { recurse, match, resume });
      }
    }
  },
});

interface Wish {
  readonly match: readonly string[];
  readonly resume: boolean;
}

/** A finished build has its logs beside its files; of others only the task has any. */
async function saveBuild(context: CommandContext, nvr: string, dir: string, { match, resume }: Wish): Promise<void> {
  const { hub, out, settings } = context;
  const build = await hub.getBuild(nvr);
  if (!build) throw new CommandFailure(`There is no build with n-v-r: ${nvr}`);
  const state = nameOf(BUILD_STATES, build.state);
  if (state !== 'COMPLETE') {
    if (!build.task_id) return out.line(`Unable to download build ${nvr} (state=${state})`);
    out.line(`Build ${nvr} is ${state}`);
    out.line(`Using task ID: ${build.task_id}`);
    return await saveTaskLogs(context, build.task_id, dir, { recurse: true, match, resume });
  }
  out.line(`Using build ID: ${build.build_id}`);
  if (!settings.topurl) throw new CommandFailure('You must specify --topurl to download files');
  for (const { name, path } of await hub.getBuildLogs(build.build_id)) {
    if (!name.endsWith('.log') || (match.length > 0 && !matchesAnyGlob(name, match))) continue;
    await fetchFile(context, urlOf(settings.topurl, path), resolve(join(dir, nvr, name)), { quiet: false, noprogress: false });
  }
}

function urlOf(topurl: string, path: string): string {
  return `${topurl.replace(/\/+$/, '')}/${path}`;
}
