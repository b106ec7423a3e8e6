import type { PackageName } from '@koji/common/types/package';
import type { ListedTag } from '@koji/common/types/tag';
import type { HubReader } from '../../hub/hub-reader.ts';
import type { Query } from '../query.ts';

/** What the form of a notification says; `all` stands for any. */
export function readNotificationFields(fields: Query): { packageId: number | null; tagId: number | null; successOnly: boolean } {
  const idOrAll = (name: string) => (fields.text(name) === 'all' ? null : fields.id(name));
  return { packageId: idOrAll('package'), tagId: idOrAll('tag'), successOnly: fields.flag('success_only', false) };
}

/** What a notification can be about. */
export async function listNotificationChoices(hub: HubReader): Promise<{ packages: PackageName[]; tags: ListedTag[] }> {
  const [packages, tags] = await hub.read((hub) => [
    hub.listPackagesSimple({ queryOpts: { order: 'package_name' } }),
    hub.listTags({ perms: false, queryOpts: { order: 'name' } }),
  ]);
  return { packages: packages, tags: tags };
}
