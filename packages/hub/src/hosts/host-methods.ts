import type { Host } from '@koji/common/types/host';
import { requireHost } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import type { Call } from '../rpc/call.ts';
import { builder, method } from '../rpc/method.ts';
import { findHost } from './queries.ts';

async function ownHost(call: Call): Promise<Host> {
  const id = requireHost(call);
  return orFault(await findHost(call.db, id), `No such host: ${id}`);
}

export const getID = method({
  name: 'host.getID',
  doc: 'The id of the calling host.',
  access: builder,
  readOnly: true,
  params: [],
  run: requireHost,
});
export const getHost = method({
  name: 'host.getHost',
  doc: 'The calling host with its settings.',
  access: builder,
  readOnly: true,
  params: [],
  run: ownHost,
});
export const isEnabled = method({
  name: 'host.isEnabled',
  doc: 'Whether the calling host is given tasks.',
  access: builder,
  readOnly: true,
  params: [],
  run: async (call) => (await ownHost(call)).enabled,
});
