import { PathLayout } from '@koji/common/paths/layout';
import { buildLabel } from '@koji/common/tasks/labels';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import type { MailMessage } from '../../mail/message.ts';
import type { TaskSummary } from './task-summaries.ts';

/** What of a build its notification tells. */
export interface NotifiedBuild {
  readonly id: number;
  readonly name: string;
  readonly package_name: string;
  readonly version: string;
  readonly release: string;
  readonly epoch: number | null;
  readonly draft: boolean;
  readonly owner_name: string;
  readonly state: number;
  readonly task_id: number | null;
  readonly volume_name?: string | null;
  readonly creation_ts: number | null;
  readonly completion_ts: number | null;
}
export interface BuildMailFacts {
  readonly build: NotifiedBuild;
  readonly destTag: string | undefined;
  readonly tasks: readonly TaskSummary[];
  readonly changelog: string;
  /** Who canceled the build. */
  readonly canceler: string | undefined;
  readonly weburl: string;
  readonly topurl: string;
}

export function buildMail(facts: BuildMailFacts): Omit<MailMessage, 'from' | 'to'> {
  const { build, destTag, tasks, changelog, canceler, weburl } = facts;
  const nvr = buildLabel(build);
  const status = nameOf(BUILD_STATES, build.state).toLowerCase();
  const epoch = build.epoch ? `${build.epoch}:` : '';
  const tag = destTag ?? 'None';
  const srpms = [...new Set(tasks.flatMap((task) => task.srpms))].sort();
  const lines = [
    `Package: ${nvr}`,
    `Tag: ${tag}`,
    `Status: ${status}`,
    ...(canceler === undefined ? [] : [`Canceled by: ${canceler}`]),
    `Built by: ${build.owner_name}`,
    `ID: ${build.id}`,
    `Started: ${time(build.creation_ts)}`,
    `Finished: ${time(build.completion_ts)}`,
    '',
    ...(changelog === '' ? [] : ['Changelog:', ...changelog.trimEnd().split('\n'), '']),
    ...(build.state === BUILD_STATES.FAILED ? [...failureLines(nvr, build, tasks), ''] : []),
    ...(srpms.length === 0 ? [] : ['SRPMS:', ...srpms.map((name) => `  ${name}`), '']),
    ...['failed', 'canceled', 'closed'].flatMap((state) => taskLines(state, facts)),
    `Task Info: ${weburl}/taskinfo?taskID=${build.task_id}`,
    `Build Info: ${weburl}/buildinfo?buildID=${build.id}`,
    '',
  ];
  return {
    subject: `Package: ${build.package_name}-${epoch}${build.version}-${build.release} Tag: ${tag} Status: ${status} Built by: ${build.owner_name}`,
    headers: [
      ['X-Koji-Tag', tag],
      ['X-Koji-Package', build.package_name],
      ['X-Koji-Builder', build.owner_name],
      ['X-Koji-Status', status],
      ['X-Koji-Draft', build.draft ? 'True' : 'False'],
    ],
    body: lines.join('\n'),
  };
}

function time(seconds: number | null): string {
  return seconds === null ? '' : new Date(seconds * 1000).toUTCString();
}

function failureLines(nvr: string, { id, task_id: taskId }: NotifiedBuild, tasks: readonly TaskSummary[]): string[] {
  const hosts = tasks
    .filter(({ host, state }) => host !== undefined && state === 'failed')
    .map(({ host, arch }) => `${host} (${arch})`);
  return [`${nvr} (${id}) failed on ${hosts.join(', ')}:`, `  ${tasks.find((task) => task.id === taskId)?.result ?? 'Unknown'}`];
}

function taskLines(state: string, { tasks, build, weburl, topurl }: BuildMailFacts): string[] {
  const chosen = tasks.filter((task) => task.state === state);
  if (chosen.length === 0) return [];
  const title = `${state[0]?.toUpperCase()}${state.slice(1)} tasks:`;
  const buildUrl = new PathLayout(topurl).build({ ...build, volume_name: build.volume_name ?? null });
  const outputUrl = (id: number, name: string, volume: string) =>
    `${weburl}/getfile?taskID=${id}&name=${encodeURIComponent(name)}&volume=${encodeURIComponent(volume)}`;
  const details = chosen.flatMap((task) => [
    `Task ${task.id}${task.host === undefined ? '' : ` on ${task.host}`}`,
    `Task Type: ${task.label}`,
    ...section(
      'logs',
      task.logs.map(({ name, volume }) =>
        // Logs of what went well are with the build by now.
        state === 'closed' ? `${buildUrl}/data/logs/${task.buildArch}/${name}` : outputUrl(task.id, name, volume),
      ),
    ),
    ...section(
      'rpms',
      task.rpms.map((name) => `${buildUrl}/${task.buildArch}/${name}`),
    ),
    ...section(
      'misc',
      task.others.map(({ name, volume }) => outputUrl(task.id, name, volume)),
    ),
    '',
  ]);
  return [title, '-'.repeat(title.length), '', ...details, ''];
}

function section(title: string, urls: readonly string[]): string[] {
  return urls.length === 0 ? [] : [`${title}:`, ...urls.map((url) => ` ${url}`)];
}
