import { AuthError } from '@koji/common/errors';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { type ContentGenerator, findContentGenerator, mayActAs } from './queries.ts';

/** The content generator, which the caller must have been let act as; being an administrator is not enough. */
export async function assertActsAs(call: Call, key: number | string): Promise<ContentGenerator> {
  const cg = orFault(await findContentGenerator(call.db, key), `No such content_generator: ${key}`);
  if (!call.session) throw new AuthError('Not logged-in');
  if (!(await mayActAs(call.db, call.session.user.id, cg.id)))
    throw new AuthError(`Content generator access required (${cg.name})`);
  return cg;
}
