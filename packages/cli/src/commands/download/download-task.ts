import { PathLayout } from '@koji/common/paths/layout';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import { exactly } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { fetchFile } from '../../downloading/fetch-file.ts';
import { type DownloadedTask, type TaskDownload, taskDownloads } from '../../downloading/task-downloads.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { sortBy } from '../../listing/sort-by.ts';
import { findTask } from '../../lookups/find-task.ts';
import { readId } from '../../lookups/read-id.ts';
import { text, texts, toggle } from '../../options/flag.ts';
import { isInBackground } from '../../output/background.ts';
import { waitFlag } from '../../tasks/follow-task.ts';
import { isEnded } from '../../tasks/is-ended.ts';
import { taskFiles } from '../../watch/task-files.ts';
import { watchTasks } from '../../watch/watch-tasks.ts';

type Task = DownloadedTask & { readonly state: number };

export const downloadTask = command({
  name: 'download-task',
  category: 'download',
  summary: 'Download the output of a build task',
  usage: '<task_id>',
  notes: 'Without --all only rpms are downloaded, and only those of build and buildArch tasks.',
  login: 'anonymous',
  args: exactly(1),
  flags: {
    arches: texts('--arch', 'only rpms of this architecture (may be given many times)', { metavar: 'ARCH' }),
    logs: toggle('--logs', 'logs too'),
    topurl: text('--topurl', 'URL of the files', { metavar: 'URL' }),
    noprogress: toggle('--noprogress', 'show no progress'),
    wait: waitFlag,
    quiet: toggle('-q --quiet', 'say nothing'),
    all: toggle('--all', 'all files, of all kinds of tasks'),
    dirpertask: toggle('--dirpertask', 'write into one directory for each task'),
    parentonly: toggle('--parentonly', 'only files of the task itself, not of its subtasks'),
    filter: texts('--filter', 'only files whose name matches this regular expression'),
    skip: texts('--skip', 'no files whose name matches this regular expression'),
  },
  async run(context, [word = ''], flags) {
    const { out, settings } = context;
    const taskId = readId(word);
    if (flags.filter.length > 0 && flags.skip.length > 0) throw new UsageError('Only filter or skip may be specified. Not both.');
    const quiet = flags.quiet || settings.quiet;
    const choice = {
      ...flags,
      arches: flags.arches.flatMap((arches) => arches.split(',')),
      filter: flags.filter.map((pattern) => new RegExp(pattern)),
      skip: flags.skip.map((pattern) => new RegExp(pattern)),
    };
    if (flags.wait ?? !isInBackground()) await waitForEnd(context, taskId, quiet);
    const tasks = await closedTasks(context, taskId, flags.parentonly);
    const ids = tasks.map(({ id }) => id);
    const files = await taskFiles(context, ids);
    const downloads = tasks.flatMap((task, i) => taskDownloads(task, files[i] ?? [], choice));
    if (downloads.length === 0) {
      out.line('No files for download found.');
      return;
    }
    const topurl = flags.topurl ?? settings.topurl;
    if (!topurl) throw new CommandFailure('You must specify --topurl to download files');
    await fetchAll(context, topurl, downloads, { quiet, noprogress: flags.noprogress });
  },
});

async function requireTask(context: CommandContext, taskId: number): Promise<Task> {
  const task = await findTask(context, taskId);
  if (!task) throw new CommandFailure(`No such task: ${taskId}`);
  return task;
}

async function waitForEnd(context: CommandContext, taskId: number, quiet: boolean): Promise<void> {
  const { state } = await requireTask(context, taskId);
  if (!isEnded(state)) await watchTasks(context, [taskId], { quiet });
}

/** The task and its subtasks; all must have ended well. */
async function closedTasks(context: CommandContext, taskId: number, parentOnly: boolean): Promise<Task[]> {
  const children = parentOnly ? [] : await context.hub.getTaskChildren(taskId);
  const tasks = sortBy<Task>([await requireTask(context, taskId), ...children], ({ id }) => id);
  for (const { id, state } of tasks) {
    const title = `${id === taskId ? 'Task' : 'Child task'} ${id}`;
    switch (nameOf(TASK_STATES, state)) {
      case 'CLOSED':
        break;
      case 'FAILED':
        throw new CommandFailure(`${title} failed. You can use save-failed-tree plugin for FAILED tasks.`);
      case 'CANCELED':
        throw new CommandFailure(`${title} was canceled.`);
      default:
        throw new CommandFailure(`${title} has not finished yet.`);
    }
  }
  return tasks;
}

interface Style {
  readonly quiet: boolean;
  readonly noprogress: boolean;
}

async function fetchAll(
  context: CommandContext,
  topurl: string,
  downloads: readonly TaskDownload[],
  style: Style,
): Promise<void> {
  const { out } = context;
  const layout = new PathLayout(topurl);
  const done = new Set<string>();
  let hasDuplicates = false;
  for (const [i, { taskId, name, volume, target }] of downloads.entries()) {
    const place = { number: i + 1, count: downloads.length };
    if (name.includes('..')) throw new CommandFailure(`Invalid file name: ${name}`);
    if (done.has(target)) {
      hasDuplicates = true;
      if (!style.quiet)
        out.line(`Downloading [${place.number}/${place.count}]: ${target}\nFile ${target} already downloaded, skipping`);
      continue;
    }
    done.add(target);
    await fetchFile(context, layout.task(taskId, volume, name), target, { ...style, place });
  }
  if (hasDuplicates) out.warn('Duplicate files, for download all duplicate files use --dirpertask.');
}
