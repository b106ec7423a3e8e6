import type { Socket } from 'node:net';

/**
 * Everything that arrives until the connection is closed. Being reset counts as closed:
 * a server that hangs up while the client still sends leaves what it has not read, which resets the connection.
 */
export async function readUntilClosed(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  socket.on('error', () => undefined);
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(pieces).toString();
}
