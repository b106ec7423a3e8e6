import { ConfigError } from '@koji/common/config/options';

const shortest = 16;
const samples = /^(change[_ -]?me|secret|password|koji)/i;

/** Checks the setting by which cookies and form tokens are signed. Whoever knows it can be anyone. */
export function requireSecret(secret: string | undefined): string {
  const advice = 'set it to the output of: openssl rand -hex 32';
  if (secret === undefined) throw new ConfigError(`Secret is not set; ${advice}`);
  if (samples.test(secret)) throw new ConfigError(`Secret is a sample that anyone can guess; ${advice}`);
  if (secret.length < shortest) throw new ConfigError(`Secret is shorter than ${shortest} characters; ${advice}`);
  return secret;
}
