import { randomBytes } from 'node:crypto';
import { GenericError } from '@koji/common/errors';
import { checkNvr } from '@koji/common/rpm/nvr';
import type { BuildReservation } from '@koji/common/types/build';
import { BUILD_STATES } from '@koji/common/types/states';
import { requireLockedBuild } from '../builds/build-key.ts';
import { readBuildRequest } from '../builds/build-request.ts';
import { endBuild } from '../builds/change-state.ts';
import { newBuild } from '../builds/new-build.ts';
import { deleteReservation, findReservation, insertReservation } from '../builds/queries.ts';
import { sql } from '../db/sql.ts';
import { insertVersioned, revokeRows } from '../db/versioned.ts';
import { requireUser } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import { info } from '../rpc/info.ts';
import { anyone, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, int, nullable, struct, text } from '../rpc/shapes.ts';
import { resolveUser } from '../users/resolve-user.ts';
import { assertActsAs } from './access.ts';
import { importCgBuild } from './import-cg-build.ts';
import { findContentGenerator, insertContentGenerator, listGrants, mayActAs } from './queries.ts';

export const listCGs = method({
  name: 'listCGs',
  doc: 'Content generators by name, each with its id and the users who may act as it.',
  access: anyone,
  readOnly: true,
  params: [],
  async run({ db }) {
    const answer: Record<string, { id: number; users: string[] }> = {};
    for (const { id, name, user_name } of await listGrants(db)) {
      answer[name] ??= { id, users: [] };
      answer[name].users.push(user_name);
    }
    return answer;
  },
});

export const grantCGAccess = method({
  name: 'grantCGAccess',
  doc: 'Let a user act as a content generator; with create a new one is made on the way.',
  access: permitted('admin'),
  params: [param('user', anything), param('cg', info), optional('create', flag, false)],
  async run(call, { user: userInfo, cg: key, create }) {
    const user = await resolveUser(call.db, userInfo, true);
    const known = await findContentGenerator(call.db, key);
    if (!known && (!create || typeof key !== 'string')) throw new GenericError(`No such content_generator: ${key}`);
    const cg = known ?? (await insertContentGenerator(call.db, String(key)));
    if (await mayActAs(call.db, user.id, cg.id))
      throw new GenericError(`User already has access to content generator ${cg.name}`);
    await insertVersioned(call, 'cg_users', { cg_id: cg.id, user_id: user.id });
    return null;
  },
});
export const revokeCGAccess = method({
  name: 'revokeCGAccess',
  doc: 'Let a user no longer act as a content generator.',
  access: permitted('admin'),
  params: [param('user', anything), param('cg', info)],
  async run(call, { user: userInfo, cg: key }) {
    const user = await resolveUser(call.db, userInfo, true);
    const cg = orFault(await findContentGenerator(call.db, key), `No such content_generator: ${key}`);
    await revokeRows(call, 'cg_users', sql`user_id = ${user.id} and cg_id = ${cg.id}`);
    return null;
  },
});

export const CGInitBuild = method({
  name: 'CGInitBuild',
  doc: 'Reserve a build for a content generator. The token in the answer is needed to import it or give it back.',
  access: anyone,
  params: [param('cg', info), param('data', struct)],
  async run(call, { cg: key, data }): Promise<BuildReservation> {
    const cg = await assertActsAs(call, key);
    const request = readBuildRequest({ epoch: null, ...data });
    checkNvr(request);
    const build = await newBuild(call, request, { state: BUILD_STATES.BUILDING, owner: requireUser(call).id, cgId: cg.id });
    if (await findReservation(call.db, build.id)) throw new GenericError('Build is already reserved');
    const token = randomBytes(32).toString('hex');
    await insertReservation(call.db, build.id, token);
    return { build_id: build.id, token };
  },
});

export const CGRefundBuild = method({
  name: 'CGRefundBuild',
  doc: 'Give a reserved build back as failed (3) or canceled (4).',
  access: anyone,
  params: [param('cg', info), param('build_id', int), param('token', text), optional('state', int, BUILD_STATES.FAILED)],
  async run(call, { cg: key, build_id, token, state }) {
    if (state !== BUILD_STATES.FAILED && state !== BUILD_STATES.CANCELED)
      throw new GenericError('Only FAILED/CANCELED build states are allowed');
    const cg = await assertActsAs(call, key);
    const build = await requireLockedBuild(call.db, build_id);
    if (build.state !== BUILD_STATES.BUILDING) throw new GenericError(`Build ID ${build_id} is not in BUILDING state`);
    if ((await findReservation(call.db, build_id))?.token !== token)
      throw new GenericError(`Token doesn't match build ID ${build_id}`);
    if (build.cg_id !== cg.id) throw new GenericError(`Build ID ${build_id} is not reserved by this CG`);
    await endBuild(call, build, state);
    await deleteReservation(call.db, build_id);
    return null;
  },
});

export const CGImport = method({
  name: 'CGImport',
  doc: 'Import a build that a content generator has made: its description (a struct, JSON text or an uploaded .json file) and the directory of its uploads.',
  access: anyone,
  params: [param('metadata', anything), param('directory', text), optional('token', nullable(text), null)],
  run: (call, { metadata, directory, token }) => importCgBuild(call, metadata, directory, token),
});
