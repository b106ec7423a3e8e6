import type { Received } from '@koji/common/client/hub-client';
import { isStruct } from '@koji/common/is-struct';
import { pathComponent } from '@koji/common/paths/rooted-join';
import type { Archive } from '@koji/common/types/archive';
import type { Build, BuildLog } from '@koji/common/types/build';
import type { ChangelogEntry, ListedRpm } from '@koji/common/types/rpm';
import type { ListedTag } from '@koji/common/types/tag';
import type { WireValue } from '@koji/common/wire/values';
import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse } from '../../hub/outcomes.ts';
import { page } from '../page.ts';
import { found } from '../problems.ts';
import { buildinfoView } from './buildinfo.view.tsx';

const shownChanges = 5;

export interface BuildinfoData {
  readonly build: Received<Build>;
  readonly tags: readonly ListedTag[];
  readonly rpms: readonly ListedRpm[];
  readonly archives: readonly Received<Archive>[];
  readonly logs: readonly BuildLog[];
  readonly changes: readonly ChangelogEntry[];
  /** Id in the module build service. */
  readonly moduleBuild: number | string | undefined;
  /** The build's directory below the address of the file tree. */
  readonly directory: string;
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
  const build = found(known as Received<Build> | null, 'build', buildID);
  const id = build.build_id;
  const [tags, rpms, archives, logs, changes] = await hub.attempt((hub) => [
    hub.listTags({ build: id }),
    hub.listRPMs({ buildID: id }),
    hub.listArchives({ buildID: id }),
    hub.getBuildLogs(id),
    hub.getChangelogEntries({ buildID: id, queryOpts: { limit: shownChanges } as never }),
  ]);
  return {
    build,
    tags: orElse(tags, []) as unknown as ListedTag[],
    rpms: orElse(rpms, []) as unknown as ListedRpm[],
    archives: orElse(archives, []) as unknown as Received<Archive>[],
    logs: orElse(logs, []) as unknown as BuildLog[],
    changes: orElse(changes, []) as unknown as ChangelogEntry[],
    moduleBuild: moduleBuildOf(build.extra as WireValue),
    directory: directoryOf(build),
  };
}

/** What made the build may have put anything into it. */
function moduleBuildOf(extra: WireValue): number | string | undefined {
  let value = extra;
  for (const key of ['typeinfo', 'module', 'module_build_service_id']) value = isStruct(value) ? (value[key] ?? null) : null;
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}

function directoryOf({
  name,
  version,
  release,
  volume_name,
}: Pick<Build, 'name' | 'version' | 'release' | 'volume_name'>): string {
  const parts = [pathComponent(name, 'name'), pathComponent(version, 'version'), pathComponent(release, 'release')];
  const volume = volume_name === 'DEFAULT' ? [] : ['vol', pathComponent(volume_name, 'volume')];
  return [...volume, 'packages', ...parts].map(encodeURIComponent).join('/');
}
