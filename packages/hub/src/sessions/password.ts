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
const noPassword = `scrypt$${randomBytes(16).toString('base64')}$${randomBytes(keyLength).toString('base64')}`;
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

/** Tries of a name from an address within the window, those that succeed aside; a guesser is slowed down, not the user elsewhere. */
const tries = new Map<string, { count: number; readonly since: number }>();
const windowMs = 60_000;
const allowedTries = 10;
const rememberedTries = 10_000;

/** Counts a try before it is looked at, so that many at once are no way around. */
function countTry(key: string, now: number): void {
  const seen = tries.get(key);
  const recent = seen && now - seen.since <= windowMs ? seen : { count: 0, since: now };
  if (recent.count >= allowedTries) throw new AuthError('too many failed logins; try again in a minute');
  tries.delete(key);
  tries.set(key, { count: recent.count + 1, since: recent.since });
  if (tries.size > rememberedTries) tries.delete(tries.keys().next().value as string);
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
  countTry(throttleKey, Date.now());
  const user = await call.db.row<{ id: number; name: string; status: number; password: string | null }>(
    sql`select id, name, status, password from users where name = ${name}`,
  );
  // Whoever has no password takes as long, so that names cannot be told apart.
  const isRight = await matches(user?.password || noPassword, password);
  if (!user?.password || !isRight) throw new AuthError('invalid username or password');
  tries.delete(throttleKey);
  if (!user.password.startsWith('scrypt$')) {
    await call.db.run(sql`update users set password = ${await hashPassword(password)} where id = ${user.id}`);
  }
  return user;
}
function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}
