import type { Received } from '@koji/common/client/hub-client';
import { isStruct } from '@koji/common/is-struct';
import type { Archive } from '@koji/common/types/archive';
import type { Build, BuildLog, BuildTypeInfo } from '@koji/common/types/build';
import type { ChangelogEntry, ListedRpm } from '@koji/common/types/rpm';
import { BUILD_STATES } from '@koji/common/types/states';
import type { ListedTag } from '@koji/common/types/tag';
import type { WireValue } from '@koji/common/wire/values';
import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { loadTask, type TaskData } from '../tasks/taskinfo.ts';
import { buildinfoView } from './buildinfo.view.tsx';
import { headerNames, readHeaders, type SourceHeaders } from './source-headers.ts';

const shownChanges = 20;

export interface BuildinfoData {
  readonly build: Received<Build>;
  readonly tags: readonly ListedTag[];
  readonly rpms: readonly ListedRpm[];
  readonly types: BuildTypeInfo;
  readonly archives: readonly Received<Archive>[];
  readonly logs: readonly BuildLog[];
  readonly changes: readonly ChangelogEntry[];
  readonly headers: SourceHeaders;
  /** What a build that is not complete is at, or why it failed. */
  readonly task: TaskData | undefined;
  /** Id in the module build service. */
  readonly moduleBuild: number | string | undefined;
}

export const buildinfo = page({
  name: 'buildinfo',
  section: 'builds',
  parse: (query) => ({ buildID: query.idOrName('buildID') }),
  load: loadBuildinfo,
  title: ({ build }) => build.nvr,
  view: buildinfoView,
});

async function loadBuildinfo(hub: HubReader, { buildID }: { buildID: number | string }): Promise<BuildinfoData> {
  const [known] = await hub.read((hub) => [hub.getBuild(buildID)]);
  const build = found(known, 'build', buildID);
  const id = build.build_id;
  const [tags, rpms, types, archives, logs, changes] = await hub.attempt((hub) => [
    hub.listTags({ build: id, queryOpts: { order: 'name' } }),
    hub.listRPMs({ buildID: id }),
    hub.getBuildType(id),
    hub.listArchives({ buildID: id, queryOpts: { order: 'filename' } }),
    hub.getBuildLogs(id),
    hub.getChangelogEntries({ buildID: id, queryOpts: { limit: shownChanges } }),
  ]);
  const listed = orElse(rpms, []);
  return {
    build,
    tags: orElse(tags, []),
    rpms: listed,
    types: orElse(types, null) ?? {},
    archives: orElse(archives, []),
    logs: orElse(logs, []),
    changes: orElse(changes, []),
    headers: await loadHeaders(hub, listed),
    task: build.state === BUILD_STATES.COMPLETE || build.task_id === null ? undefined : await findTask(hub, build.task_id),
    moduleBuild: moduleBuildOf(build.extra),
  };
}

/** What the source package says of itself; the hub reads that from its file. */
async function loadHeaders(hub: HubReader, rpms: readonly ListedRpm[]): Promise<SourceHeaders> {
  const source = rpms.find(({ arch }) => arch === 'src');
  if (source === undefined) return {};
  const [headers] = await hub.attempt((hub) => [hub.getRPMHeaders({ rpmID: source.id, headers: [...headerNames] })]);
  return readHeaders(orElse(headers, {}));
}

/** Tasks of old builds may have been cleaned up. */
async function findTask(hub: HubReader, taskId: number): Promise<TaskData | undefined> {
  const [task] = await hub.read((hub) => [hub.getTaskInfo(taskId)]);
  return task === null ? undefined : loadTask(hub, taskId);
}

/** What made the build may have put anything into it. */
function moduleBuildOf(extra: WireValue): number | string | undefined {
  let value = extra;
  for (const key of ['typeinfo', 'module', 'module_build_service_id']) value = isStruct(value) ? (value[key] ?? null) : null;
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}
