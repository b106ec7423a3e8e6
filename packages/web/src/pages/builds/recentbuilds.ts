import type { BuildIdentity } from '@koji/common/types/build';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import { href } from '../../view/link.tsx';
import { momentMs } from '../../view/time.tsx';
import { feed } from '../page.ts';
import { found } from '../problems.ts';

const shown = 20;

/** The latest builds, as RSS 2.0. */
export const recentbuilds = feed({
  name: 'recentbuilds',
  parse: (query) => ({ user: query.optionalIdOrName('user'), package: query.optionalIdOrName('package') }),
  async answer(hub, query, { reply, visit }) {
    const [user, of] = await hub.read((hub) => [
      hub.getUser({ userInfo: query.user ?? -1 }),
      hub.getPackage(query.package ?? -1),
    ]);
    const userID = query.user === undefined ? null : found(user, 'user', query.user).id;
    const packageID = query.package === undefined ? null : found(of, 'package', query.package).id;
    const [builds] = await hub.read((hub) => [
      hub.listBuilds({ userID, packageID, queryOpts: { order: '-build_id', limit: shown } }),
    ]);
    const { request } = reply;
    const site = `${request.protocol}://${request.host}${visit.site.prefix}/`;
    const items = builds.map((build) => item(build, site));
    const channel = `<title>${escapeXml(visit.site.name)}: recent builds</title><link>${escapeXml(site)}</link><description>The latest builds</description>`;
    return reply
      .type('application/rss+xml; charset=utf-8')
      .send(
        `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>${channel}\n${items.join('\n')}\n</channel></rss>\n`,
      );
  },
});

function item(build: BuildIdentity, site: string): string {
  const address = escapeXml(`${site}${href('buildinfo', { buildID: build.build_id })}`);
  const date = momentMs(build.completion_time ?? build.creation_time);
  const state = nameOf(BUILD_STATES, build.state).toLowerCase();
  return [
    `<item><title>${escapeXml(`${state}: ${build.nvr}`)}</title><link>${address}</link><guid>${address}</guid>`,
    date === undefined ? '' : `<pubDate>${new Date(date).toUTCString()}</pubDate>`,
    `<description>${escapeXml(`Built by ${build.owner_name}`)}</description></item>`,
  ].join('');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
