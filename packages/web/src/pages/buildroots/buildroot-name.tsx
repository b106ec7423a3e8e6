import type { Buildroot } from '@koji/common/types/buildroot';
import { BR_TYPES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { BuildrootLink } from '../../view/link.tsx';

type Named = Pick<Buildroot, 'id' | 'br_type' | 'tag_name' | 'repo_id' | 'cg_name'>;

/** What people call a buildroot: `f42-build-7-3`, or `osbs:7` for one that a content generator reported. */
export function buildrootName({ id, br_type, tag_name, repo_id, cg_name }: Named): string {
  return br_type === BR_TYPES.EXTERNAL ? `${cg_name}:${id}` : `${tag_name}-${id}-${repo_id}`;
}
export function BuildrootName({ buildroot }: { buildroot: Named }): Child {
  return <BuildrootLink id={buildroot.id}>{buildrootName(buildroot)}</BuildrootLink>;
}
