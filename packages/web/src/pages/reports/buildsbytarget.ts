import type { Received } from '@koji/common/client/hub-client';
import { isStruct } from '@koji/common/is-struct';
import type { ListedTask } from '@koji/common/types/task';
import type { HubReader } from '../../hub/hub-reader.ts';
import { type ListPlace, listPlace } from '../../view/listing.tsx';
import { page } from '../page.ts';
import { readParameters } from '../tasks/task-parameters.ts';
import { buildsbytargetView } from './buildsbytarget.view.tsx';
import { tally } from './count-report.ts';
import type { SampleReport } from './sample-report.view.tsx';
import { readSampleSize } from './sample-size.ts';

interface BuildsByTargetQuery {
  readonly last: number;
  readonly place: ListPlace;
}

export const buildsbytarget = page({
  name: 'buildsbytarget',
  section: 'reports',
  parse: (query): BuildsByTargetQuery => ({
    last: readSampleSize(query),
    place: listPlace(query, ['name', 'builds'], '-builds'),
  }),
  load: loadBuildsByTarget,
  title: () => 'Builds by target',
  view: buildsbytargetView,
});

async function loadBuildsByTarget(hub: HubReader, { last, place }: BuildsByTargetQuery): Promise<SampleReport> {
  const [tasks] = await hub.read((hub) => [
    hub.listTasks({ opts: { method: 'build', decode: true }, queryOpts: { order: '-id', limit: last } }),
  ]);
  const names = tasks.flatMap((task) => targetOf(task) ?? []);
  const ids = new Map([...new Set(names)].map((name, id) => [name, id]));
  return {
    last,
    ...tally(
      names.map((name) => ({ id: ids.get(name) ?? -1, name })),
      place,
    ),
  };
}

function targetOf(task: Received<ListedTask>): string | undefined {
  const value = readParameters(task.method, task.request).find(({ kind }) => kind === 'target')?.value;
  const name = isStruct(value) ? value.name : value;
  return typeof name === 'string' ? name : undefined;
}
