import type { Host } from '@koji/common/types/host';

type WithArches = Pick<Host, 'arches'>;

/** Architectures of one host, as the hub keeps them in one text. */
export function archesOf({ arches }: WithArches): string[] {
  return arches?.split(/[\s,]+/).filter(Boolean) ?? [];
}
/** Those of all, each once and sorted. */
export function allArches(hosts: readonly WithArches[]): string[] {
  return [...new Set(hosts.flatMap(archesOf))].sort();
}
export function hasArch(host: WithArches, arch: string | undefined): boolean {
  return arch === undefined || archesOf(host).includes(arch);
}
