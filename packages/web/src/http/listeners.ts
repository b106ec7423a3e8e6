import { ConfigError } from '@koji/common/config/options';
import { type ListenAddress, readListenAddress } from '@koji/common/service/listen-address';
import type { Logger } from '@koji/common/service/logger';
import { LiveTls } from '@koji/common/tls/live-tls';
import type { TlsFiles } from '@koji/common/tls/material';
import type { WebConfig } from '../config.ts';

/** One of the addresses of a site. */
export interface Listener {
  readonly at: ListenAddress;
  readonly tls: LiveTls | undefined;
}

/** Where to listen: the addresses for everybody, and where people can log in one that may ask for certificates. */
export async function planListeners(config: WebConfig, canLogIn: boolean, log: Logger): Promise<Listener[]> {
  const addresses = config.listen.map((text) => readListenAddress('Listen', text));
  const needsLogin = canLogIn && config.loginListen !== 'none';
  const login = needsLogin ? readListenAddress('LoginListen', config.loginListen) : undefined;
  if (login && !isEncrypted(login))
    throw new ConfigError('LoginListen must begin with https://, logging in needs an encrypted connection');
  const tls = addresses.some(isEncrypted) ? await LiveTls.open(serverFiles(config), log) : undefined;
  const plain = addresses.map((at) => ({ at, tls: isEncrypted(at) ? tls : undefined }));
  if (login === undefined) return plain;
  const files = { ...serverFiles(config), ...(config.loginKind === 'ssl' ? authorityFiles(config) : {}) };
  return [...plain, { at: login, tls: await LiveTls.open(files, log) }];
}
function isEncrypted(address: ListenAddress): boolean {
  return address.kind === 'port' && address.isEncrypted;
}

function serverFiles({ tlsCertificate, tlsKey }: Pick<WebConfig, 'tlsCertificate' | 'tlsKey'>): TlsFiles {
  if (tlsCertificate === undefined) throw new ConfigError('TLSCertificate is not set, and an encrypted listener needs it');
  return {
    certificate: { setting: 'TLSCertificate', path: tlsCertificate },
    key: { setting: 'TLSKey', path: tlsKey ?? tlsCertificate },
  };
}
function authorityFiles({ clientCa, clientCrl }: WebConfig): Pick<TlsFiles, 'authorities' | 'revocations'> {
  if (clientCa === undefined) throw new ConfigError('ClientCA is not set; without it no certificate of a visitor can be checked');
  return {
    authorities: { setting: 'ClientCA', path: clientCa },
    revocations: clientCrl === undefined ? undefined : { setting: 'ClientCRL', path: clientCrl },
  };
}
