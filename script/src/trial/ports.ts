import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** The addresses of an instance, counted from its port base. All are on loopback. */
export interface Ports {
  readonly hub: number;
  readonly web: number;
  readonly webLogin: number;
  readonly files: number;
  readonly database: number;
}

const step = 10;
// Below 32768, where the system takes its own short-lived ports from.
const first = 20_000;
const bases = 1200;

export function portsFrom(base: number): Ports {
  return { hub: base, web: base + 1, webLogin: base + 2, files: base + 3, database: base + 4 };
}

/** A base with all ports of its step free. Starts looking at a place that follows from the directory, so that instances started at the same moment do not collide. */
export async function choosePortBase(directory: string): Promise<number> {
  const start = createHash('sha256').update(directory).digest().readUInt32BE() % bases;
  for (let i = 0; i < bases; i++) {
    const base = first + ((start + i) % bases) * step;
    const ports = Array.from({ length: step }, (_, i) => base + i);
    if ((await takenPort(ports)) === undefined) return base;
  }
  throw new Error(`no ${step} free ports in a row between ${first} and ${first + bases * step}`);
}

/** The first port of the list that another program listens on. */
export async function takenPort(ports: readonly number[]): Promise<number | undefined> {
  for (const port of ports) if (!(await isFree(port))) return port;
  return undefined;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return true;
}
