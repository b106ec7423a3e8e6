import { readFile } from 'node:fs/promises';
import { ConfigError } from '@koji/common/config/options';
import { type ListenAddress, readListenAddress } from '@koji/common/service/listen-address';
import type { WebConfig } from '../config.ts';
import type { TlsMaterial } from './server.ts';

/** One of the addresses of a site. */
export interface Listener {
  readonly at: ListenAddress;
  readonly tls: TlsMaterial | undefined;
}

/** Where to listen: the addresses for everybody, and where people can log in one that may ask for certificates. */
export async function planListeners(config: WebConfig, canLogIn: boolean): Promise<Listener[]> {
  const addresses = config.listen.map((text) => readListenAddress('Listen', text));
  const needsLogin = canLogIn && config.loginListen !== 'none';
  const login = needsLogin ? readListenAddress('LoginListen', config.loginListen) : undefined;
  if (login && !isEncrypted(login))
    throw new ConfigError('LoginListen must begin with https://, logging in needs an encrypted connection');
  const tls = login || addresses.some(isEncrypted) ? await readTls(config) : undefined;
  const plain = addresses.map((at) => ({ at, tls: isEncrypted(at) ? tls : undefined }));
  if (login === undefined || tls === undefined) return plain;
  return [...plain, { at: login, tls: { ...tls, ...(config.loginKind === 'ssl' ? await readAuthorities(config) : {}) } }];
}
function isEncrypted(address: ListenAddress): boolean {
  return address.kind === 'port' && address.isEncrypted;
}

async function readTls({ tlsCertificate, tlsKey }: Pick<WebConfig, 'tlsCertificate' | 'tlsKey'>): Promise<TlsMaterial> {
  if (tlsCertificate === undefined) throw new ConfigError('TLSCertificate is not set, and an encrypted listener needs it');
  return {
    cert: await readSetting('TLSCertificate', tlsCertificate),
    key: await readSetting('TLSKey', tlsKey ?? tlsCertificate),
  };
}
async function readAuthorities({ clientCa, clientCrl }: WebConfig): Promise<Pick<TlsMaterial, 'ca' | 'crl'>> {
  if (clientCa === undefined) throw new ConfigError('ClientCA is not set; without it no certificate of a visitor can be checked');
  return {
    ca: await readSetting('ClientCA', clientCa),
    crl: clientCrl === undefined ? undefined : await readSetting('ClientCRL', clientCrl),
  };
}
async function readSetting(key: string, path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ConfigError(`${key}: cannot read ${path}`, { cause });
  }
}
