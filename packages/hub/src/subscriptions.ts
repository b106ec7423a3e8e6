import { subscribeCancelBuilds } from './builds/cancel-build.ts';
import type { Hooks } from './hooks/hooks.ts';
import { subscribeBuildNotifications } from './notifications/build-notification.ts';
import { subscribeQueueNews } from './repos/await-queue.ts';
import { subscribeAutoRefuse } from './scheduler/auto-refuse.ts';

/** What domains want to be told of by others that they build upon. Order is order of running. */
const subscriptions: readonly ((hooks: Hooks) => void)[] = [
  subscribeAutoRefuse,
  subscribeQueueNews,
  subscribeCancelBuilds,
  subscribeBuildNotifications,
];

export function subscribe(hooks: Hooks): Hooks {
  for (const to of subscriptions) to(hooks);
  return hooks;
}
