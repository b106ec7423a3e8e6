import type { WireValue } from '@koji/common/wire/values';

/** The fields of a package's header that say what it is and where it comes from. */
export const headerNames = ['SUMMARY', 'DESCRIPTION', 'LICENSE', 'URL', 'DISTURL', 'VCS'] as const;

export type SourceHeaders = { readonly [name in (typeof headerNames)[number]]?: string };

/** Leaves out what a package does not have. */
export function readHeaders(headers: Readonly<Record<string, WireValue>>): SourceHeaders {
  return Object.fromEntries(headerNames.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])));
}
