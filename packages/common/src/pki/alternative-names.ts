import { isIP, isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import { childrenOf, contentsOf, type Der, isContext, sequence, taggedBytes } from './der.ts';

// GeneralName's context tags, RFC 5280 4.2.1.6.
const EMAIL = 1;
const DNS = 2;
const ADDRESS = 7;

/**
 * Encodes a subjectAltName from plain texts: IP addresses, e-mail addresses, everything else host names.
 * `DNS:`, `IP:` and `email:` in front, as OpenSSL writes them, force the kind. Throws a RangeError for what is none of them.
 */
export function encodeAlternativeNames(names: readonly string[]): Der {
  return sequence(...names.map(encodeOne));
}

/** Reads a subjectAltName back into plain texts; kinds a TLS peer does not look at are left out. */
export function decodeAlternativeNames(value: Der): string[] {
  return childrenOf(value).flatMap((name) => {
    if (isContext(name, DNS) || isContext(name, EMAIL)) return [contentsOf(name).toString('latin1')];
    return isContext(name, ADDRESS) ? [addressText(contentsOf(name))] : [];
  });
}

function encodeOne(given: string): Der {
  const [, kind, name] = /^(?:(DNS|IP|email):)?(.*)$/s.exec(given)!;
  if (kind === 'IP' || (kind === undefined && isIP(name!) !== 0)) return taggedBytes(ADDRESS, addressBytes(name!));
  if (kind === 'email' || (kind === undefined && name!.includes('@'))) return taggedBytes(EMAIL, emailBytes(name!));
  return taggedBytes(DNS, Buffer.from(hostName(name!), 'latin1'));
}

function emailBytes(address: string): Buffer {
  if (!/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(address)) throw new RangeError(`not an e-mail address: ${address}`);
  return Buffer.from(address, 'latin1');
}

/** A host name in its ASCII form (RFC 5890), with at most a wildcard as first label. */
function hostName(name: string): string {
  const wildcard = name.startsWith('*.') ? '*.' : '';
  const ascii = domainToASCII(name.slice(wildcard.length));
  const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;
  if (ascii === '' || ascii.length > 253 || !ascii.split('.').every((part) => label.test(part))) {
    throw new RangeError(`not a host name: ${name}`);
  }
  return wildcard + ascii;
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 0) throw new RangeError(`not an IP address: ${address}`);
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const [head, tail] = address.split('::') as [string, string?];
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  return Buffer.from([...front, ...new Array<number>(16 - front.length - back.length).fill(0), ...back]);
}

function groups(part: string): number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function addressText(bytes: Buffer): string {
  if (bytes.length === 4) return [...bytes].join('.');
  return Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16)).join(':');
}
