import { eventId } from '../events/event-id.ts';
import { info } from '../rpc/info.ts';
import { method, optional, param, permitted } from '../rpc/method.ts';
import { flag } from '../rpc/shapes.ts';
import { nameText } from '../users/names.ts';
import { matchTag } from './match-tag.ts';
import { snapshotTag as makeSnapshot } from './snapshot-tag.ts';

const contents = [
  optional('config', flag, true),
  optional('pkgs', flag, true),
  optional('builds', flag, true),
  optional('groups', flag, true),
  optional('latest_only', flag, true),
  optional('inherit_builds', flag, true),
  optional('event', eventId, null),
  optional('force', flag, false),
] as const;

export const snapshotTag = method({
  name: 'snapshotTag',
  doc: 'Make a tag with the settings, packages, builds and groups of another, now or at an event.',
  access: permitted('tag'),
  params: [param('src', info), param('dst', nameText), ...contents],
  async run(call, { src, dst, latest_only, inherit_builds, ...options }) {
    await makeSnapshot(call, src, dst, { ...options, latestOnly: latest_only, inheritBuilds: inherit_builds });
    return null;
  },
});
export const snapshotTagModify = method({
  name: 'snapshotTagModify',
  doc: 'Make an existing tag match another: settings, packages, builds in their order, groups. With remove, what the other lacks goes.',
  access: permitted('tag'),
  params: [param('src', info), param('dst', info), ...contents, optional('remove', flag, false)],
  async run(call, { src, dst, latest_only, inherit_builds, ...options }) {
    await matchTag(call, src, dst, { ...options, latestOnly: latest_only, inheritBuilds: inherit_builds });
    return null;
  },
});
