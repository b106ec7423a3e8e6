import type { Peer } from '../rpc/call.ts';

/** A certificate's subject from its `TYPE=value` parts, root first. */
export function readDistinguishedName(parts: readonly string[]): NonNullable<Peer['certificate']> {
  const pairs = parts
    .map((part) => part.split(/=(.*)/s))
    .filter((pair): pair is [string, string] => pair.length >= 2)
    .map(([type, value]) => [type.trim(), value] as const);
  const component = (name: string) => pairs.findLast(([type]) => type === name)?.[1];
  return {
    subject: `/${pairs.map(([type, value]) => `${type}=${value}`).join('/')}`,
    commonName: component('CN') ?? '',
    component,
  };
}

/** All the spellings under which an operator may have written the subject in ProxyDNs. */
export function subjectSpellings(subject: string): string[] {
  const parts = subject.slice(1).split(/\/(?=[A-Za-z0-9.]+=)/);
  const reversed = parts.toReversed();
  return [subject, reversed.join(','), reversed.join(', '), parts.join(','), parts.join(', ')];
}
