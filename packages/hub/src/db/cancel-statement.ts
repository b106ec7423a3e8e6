import { once } from 'node:events';
import { connect } from 'node:net';
import type pg from 'pg';

const cancelRequest = 80877102;
const patienceMs = 10_000;

/**
 * Has PostgreSQL give up the statement that a connection is busy with. Over when PostgreSQL has seen to it; before that the
 * connection must go to nobody else, whose statement it might hit. That the request gets lost is no error: the statement then
 * runs to its end.
 */
export async function cancelStatement(client: pg.Client): Promise<void> {
  const { processID, secretKey } = client as pg.Client & { processID: number; secretKey: number };
  const { host, port } = client;
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  const request = Buffer.alloc(16);
  for (const [index, word] of [request.length, cancelRequest, processID, secretKey].entries())
    request.writeInt32BE(word, index * 4);
  socket.end(request);
  socket.resume();
  socket.on('error', () => undefined);
  socket.setTimeout(patienceMs, () => socket.destroy());
  await once(socket, 'close');
}

/** The signal is made by being asked for, which short statements need not pay for. */
const lookAfterMs = 50;

/**
 * Cancels what the connection is busy with once the signal fires, or has fired. To be called off, and waited for, before
 * others get the connection.
 */
export function cancelOnAbort(client: pg.Client, signal: (() => AbortSignal) | undefined): () => Promise<void> {
  if (!signal) return async () => undefined;
  let cancelling: Promise<void> | undefined;
  let watched: AbortSignal | undefined;
  const cancel = () => {
    cancelling = cancelStatement(client);
  };
  const timer = setTimeout(() => {
    watched = signal();
    if (watched.aborted) cancel();
    else watched.addEventListener('abort', cancel, { once: true });
  }, lookAfterMs);
  return async () => {
    clearTimeout(timer);
    watched?.removeEventListener('abort', cancel);
    await cancelling;
  };
}
