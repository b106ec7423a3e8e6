import type { HubReader } from '../../hub/hub-reader.ts';
import { orElse } from '../../hub/outcomes.ts';

/** A subscription with the names of what it is about; none stands for any. */
export interface NamedNotification {
  readonly id: number;
  readonly packageName: string | undefined;
  readonly tagName: string | undefined;
  readonly successOnly: boolean;
}

/** What a person gets mails about. */
export async function listNotifications(hub: HubReader, userId: number): Promise<NamedNotification[]> {
  const [listed] = await hub.read((hub) => [hub.getBuildNotifications({ userID: userId })]);
  const notifications = listed;
  if (notifications.length === 0) return [];
  const names = await hub.attempt((hub) =>
    notifications.flatMap(({ package_id, tag_id }) => [hub.getPackage(package_id ?? -1), hub.getTag(tag_id ?? -1)]),
  );
  const nameOf = (i: number) => orElse(names[i], null)?.name;
  return notifications.map(({ id, success_only }, i) => ({
    id,
    packageName: nameOf(2 * i),
    tagName: nameOf(2 * i + 1),
    successOnly: success_only,
  }));
}
