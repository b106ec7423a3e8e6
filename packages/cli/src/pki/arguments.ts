import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { isCertificateName } from './authority-paths.ts';

// What goes wrong here is wrong usage: commander reports it with the argument's name and the command ends with status 2.

/** A name of certificate files, which is a login name at the same time. */
export function parseName(value: string): string {
  if (!isCertificateName(value)) {
    throw new InvalidArgumentError(`${JSON.stringify(value)} cannot be the name of a certificate's files.`);
  }
  return value;
}

/** First part of the authority's file names. */
export function parseCaName(value: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value)) throw new InvalidArgumentError('It takes letters, digits, dots and dashes.');
  return value;
}

/** A host name, possibly with a wildcard in front, or an IP address. */
export function parseServerName(value: string): string {
  if (isIP(value) !== 0) return value;
  if (domainToASCII(value.replace(/^\*\./, '')) === '' || !/^(\*\.)?[^\s*/:@]+$/.test(value)) {
    throw new InvalidArgumentError('It is neither a host name nor an IP address.');
  }
  return value;
}

export function parseDays(value: string): number {
  const days = Number(value);
  if (!/^\d+$/.test(value) || days < 1 || days > 36_500) throw new InvalidArgumentError('It takes a number from 1 to 36500.');
  return days;
}

/** What `import` takes over: a directory, a pair of files, or neither. */
export function checkImportSource(from: string | undefined, { caCert, caKey }: { caCert?: string; caKey?: string }): void {
  if ((caCert === undefined) !== (caKey === undefined)) throw new InvalidArgumentError('--ca-cert and --ca-key go together');
  if (from !== undefined && caCert !== undefined) {
    throw new InvalidArgumentError('give either a directory or --ca-cert and --ca-key');
  }
}
