import { readFile } from 'node:fs/promises';
import { ConfigError } from '@koji/common/config/options';
import type { WebConfig } from '../config.ts';
import type { TlsMaterial } from './server.ts';

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsMaterial | undefined;
}

/** The addresses to listen at: those for everybody, and where people can log in one that may ask for certificates. */
export async function planListeners(config: WebConfig, canLogIn: boolean): Promise<ListenAddress[]> {
  const addresses = config.listen.map((text) => readAddress('Listen', text));
  const needsLogin = canLogIn && config.loginListen !== 'none';
  const login = needsLogin ? readAddress('LoginListen', config.loginListen) : undefined;
  if (login && !login.encrypted)
    throw new ConfigError('LoginListen must begin with https://, logging in needs an encrypted connection');
  const tls = login || addresses.some(({ encrypted }) => encrypted) ? await readTls(config) : undefined;
  const plain = addresses.map(({ host, port, encrypted }) => ({ host, port, tls: encrypted ? tls : undefined }));
  if (login === undefined || tls === undefined) return plain;
  return [
    ...plain,
    { host: login.host, port: login.port, tls: { ...tls, ...(config.loginKind === 'ssl' ? await readAuthorities(config) : {}) } },
  ];
}

function readAddress(key: string, text: string): { host: string; port: number; encrypted: boolean } {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol))
    throw new ConfigError(`${key} must be like http://0.0.0.0:80, got '${text}'`);
  const encrypted = url.protocol === 'https:';
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || (encrypted ? 443 : 80)), encrypted };
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
