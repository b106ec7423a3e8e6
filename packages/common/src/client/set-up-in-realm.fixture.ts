import { afterAll } from 'vitest';
import { setUpOrSkip } from '../testing/set-up-or-skip.fixture.ts';
import { type KerberosRealm, startRealm } from './kerberos-realm.fixture.ts';

/** What tells Kerberos in this process whose tickets and keys it uses. */
const variables = ['KRB5_CONFIG', 'KRB5_KTNAME', 'KRB5CCNAME', 'KRB5_CLIENT_KTNAME'] as const;

/**
 * Sets up for the tests around it in a realm of theirs, which this process is in until they are over. Where they cannot be tried
 * they are skipped (setUpOrSkip).
 */
export function setUpInRealm(missing: string | undefined, setUp: (realm: KerberosRealm) => Promise<void>): void {
  const before = variables.map((name) => [name, process.env[name]] as const);
  let realm: KerberosRealm | undefined;
  setUpOrSkip(missing, async () => {
    realm = await startRealm();
    process.env.KRB5_CONFIG = realm.environment.KRB5_CONFIG;
    await setUp(realm);
  });
  afterAll(async () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await realm?.[Symbol.asyncDispose]();
  });
}
