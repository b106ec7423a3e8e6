import type { Received } from '@koji/common/client/hub-client';
import type { Archive } from '@koji/common/types/archive';
import type { Buildroot } from '@koji/common/types/buildroot';
import type { HubReader } from '../../hub/hub-reader.ts';
import { answered } from '../../hub/outcomes.ts';
import { href } from '../../view/link.tsx';
import { found } from '../problems.ts';
import type { Query } from '../query.ts';
import { buildrootName } from './buildroot-name.tsx';

/** Which content is listed: what a buildroot was made of, what was built in it, or what an image holds. */
export interface ContainerQuery {
  readonly type: 'component' | 'built' | 'image';
  /** Of the buildroot, or of the image's archive. */
  readonly id: number;
}
export type Container = { readonly buildroot: Received<Buildroot> } | { readonly image: Received<Archive> };

export function readContainer(query: Query): ContainerQuery {
  const type = query.oneOf('type', ['component', 'built', 'image'], query.has('imageID') ? 'image' : 'component');
  return { type, id: query.id(type === 'image' ? 'imageID' : 'buildrootID') };
}

export async function findContainer(hub: HubReader, { type, id }: ContainerQuery): Promise<Container> {
  if (type === 'image') {
    const [image] = await hub.attempt((hub) => [hub.getArchive(id)]);
    return { image: found(answered(image), 'archive', id) };
  }
  const [buildroot] = await hub.attempt((hub) => [hub.getBuildroot(id)]);
  return { buildroot: found(answered(buildroot), 'buildroot', id) };
}

export function containerName(container: Container): string {
  return 'image' in container ? container.image.filename : buildrootName(container.buildroot);
}
export function containerAddress({ type, id }: ContainerQuery): string {
  return type === 'image' ? href('archiveinfo', { archiveID: id }) : href('buildrootinfo', { buildrootID: id });
}
