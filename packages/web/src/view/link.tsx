import type { Child } from 'hono/jsx';
import { Nothing } from './time.tsx';

/** An address of a page of ours, relative to any other: `href('taskinfo', { taskID: 3 })`. */
export function href(page: string, query: Readonly<Record<string, string | number | undefined>> = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) params.set(name, String(value));
  const text = params.toString();
  return text === '' ? page || './' : `${page}?${text}`;
}

export function BuildLink({ id, nvr }: { id: number; nvr: string }): Child {
  return <a href={href('buildinfo', { buildID: id })}>{nvr}</a>;
}
export function TaskLink({ id, children }: { id: number; children?: Child }): Child {
  return <a href={href('taskinfo', { taskID: id })}>{children ?? id}</a>;
}
export function TagLink({ id, name }: { id: number | string; name: string }): Child {
  return <a href={href('taginfo', { tagID: id })}>{name}</a>;
}
export function PackageLink({ id, name }: { id: number; name: string }): Child {
  return <a href={href('packageinfo', { packageID: id })}>{name}</a>;
}
export function UserLink({ id, name }: { id: number | null | undefined; name: string | null | undefined }): Child {
  if (id === null || id === undefined) return <Nothing />;
  return <a href={href('userinfo', { userID: id })}>{name ?? id}</a>;
}
export function HostLink({ id, name }: { id: number | null | undefined; name: string | null | undefined }): Child {
  if (id === null || id === undefined) return <Nothing />;
  return <a href={href('hostinfo', { hostID: id })}>{name ?? id}</a>;
}
export function ChannelLink({ id, name }: { id: number; name: string }): Child {
  return <a href={href('channelinfo', { channelID: id })}>{name}</a>;
}
export function TargetLink({ id, name }: { id?: number; name: string }): Child {
  return <a href={href('buildtargetinfo', id === undefined ? { name } : { targetID: id })}>{name}</a>;
}
export function RepoLink({ id }: { id: number }): Child {
  return <a href={href('repoinfo', { repoID: id })}>{id}</a>;
}
export function BuildrootLink({ id, children }: { id: number; children?: Child }): Child {
  return <a href={href('buildrootinfo', { buildrootID: id })}>{children ?? id}</a>;
}
export function RpmLink({ id, children }: { id: number; children?: Child }): Child {
  return <a href={href('rpminfo', { rpmID: id })}>{children}</a>;
}

/** Foreign text as a link where it is an http(s) address, as plain text otherwise: other schemes may run scripts. */
export function ForeignLink({ url, children }: { url: string | null | undefined; children?: Child }): Child {
  if (!url) return <Nothing />;
  if (!isWebAddress(url)) return <span class="mono">{children ?? url}</span>;
  return (
    <a href={url} rel="noreferrer">
      {children ?? url}
    </a>
  );
}
export function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
