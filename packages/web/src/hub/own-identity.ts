import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '@koji/common/config/options';
import { componentOf, parseSubjectLines } from '@koji/common/pki/subject';
import type { WebConfig } from '../config.ts';
import type { Visitors } from '../session/visitors.ts';

/** The name under which this web server itself is known to the hub. */
export function ownName({ webCert, webPrincipal }: Pick<WebConfig, 'webCert' | 'webPrincipal'>): string | undefined {
  if (webCert === undefined) return webPrincipal;
  try {
    return componentOf(parseSubjectLines(new X509Certificate(readFileSync(webCert)).subject), 'CN');
  } catch (cause) {
    throw new ConfigError(`WebCert ${webCert} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Acting for others is all that the web server's own account is for. An administrator's must not be lent to it: whoever
 * got hold of the web server's key would own the hub without naming anyone.
 */
export async function assertPlainIdentity(name: string, visitors: Pick<Visitors, 'find'>): Promise<void> {
  const self = await visitors.find(name);
  if (self?.permissions.has('admin')) {
    throw new ConfigError(
      `${name}, as whom this web server logs in at the hub, is an administrator there; revoke that permission`,
    );
  }
}
