import { href } from '../../view/link.tsx';
import type { SearchType } from './search-types.ts';

/** The page of a hit, by what was searched for. */
const pages: Readonly<Record<SearchType, (id: number) => string>> = {
  package: (id) => href('packageinfo', { packageID: id }),
  build: (id) => href('buildinfo', { buildID: id }),
  tag: (id) => href('taginfo', { tagID: id }),
  target: (id) => href('buildtargetinfo', { targetID: id }),
  user: (id) => href('userinfo', { userID: id }),
  host: (id) => href('hostinfo', { hostID: id }),
  rpm: (id) => href('rpminfo', { rpmID: id }),
  maven: (id) => href('buildinfo', { buildID: id }),
  win: (id) => href('buildinfo', { buildID: id }),
};
export function hitAddress(type: SearchType, id: number): string {
  return pages[type](id);
}
