import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AuthError } from '@koji/common/errors';
import { sql } from '../db/sql.ts';
import type { Call } from '../rpc/call.ts';

const derive = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>;
const keyLength = 32;

/** `scrypt$salt$key`, both base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64')}$${(await derive(password, salt, keyLength)).toString('base64')}`;
}
async function matches(stored: string, password: string): Promise<boolean> {
  const [scheme, salt, key] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || key === undefined) {
    return timingSafeEqual(
      await derive(stored, Buffer.alloc(16), keyLength),
      await derive(password, Buffer.alloc(16), keyLength),
    );
  }
  return timingSafeEqual(Buffer.from(key, 'base64'), await derive(password, Buffer.from(salt, 'base64'), keyLength));
}

/** Failed tries of a name from an address within the window; a guesser is slowed down, not the user elsewhere. */
const failures = new Map<string, { count: number; since: number }>();
const windowMs = 60_000;
const allowedFailures = 10;

function assertNotThrottled(key: string, now: number): void {
  const seen = failures.get(key);
  if (seen && now - seen.since > windowMs) failures.delete(key);
  else if (seen && seen.count >= allowedFailures) throw new AuthError('too many failed logins; try again in a minute');
}
function countFailure(key: string, now: number): void {
  if (failures.size > 10_000) failures.clear();
  const seen = failures.get(key);
  failures.set(key, seen ? { ...seen, count: seen.count + 1 } : { count: 1, since: now });
}

/**
 * The user whose password this is. Passwords are put into the table by hand in clear, as the setup guide has it,
 * and hashed the first time they are used.
 */
export async function checkPassword(
  call: Call,
  name: string,
  password: string,
): Promise<{ id: number; name: string; status: number }> {
  if (!call.config.allowPasswordLogin) throw new AuthError('password logins are switched off on this hub (AllowPasswordLogin)');
  if (!call.peer.encrypted && !call.config.allowPasswordOverHttp && !isLoopback(call.peer.address)) {
    throw new AuthError('password logins need an encrypted connection');
  }
  const throttleKey = `${name}\0${call.peer.address}`;
  assertNotThrottled(throttleKey, Date.now());
  const user = await call.db.row<{ id: number; name: string; status: number; password: string | null }>(
    sql`select id, name, status, password from users where name = ${name}`,
  );
  if (!user?.password || !(await matches(user.password, password))) {
    countFailure(throttleKey, Date.now());
    throw new AuthError('invalid username or password');
  }
  if (!user.password.startsWith('scrypt$')) {
    await call.db.run(sql`update users set password = ${await hashPassword(password)} where id = ${user.id}`);
  }
  return user;
}
function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
