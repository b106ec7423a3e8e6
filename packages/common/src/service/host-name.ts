import { lookup, lookupService } from 'node:dns/promises';
import { hostname } from 'node:os';

/** This machine's name with its domain, as the name service has it; without one the bare name. */
export async function fullHostName(): Promise<string> {
  const name = hostname();
  if (name.includes('.')) return name;
  try {
    const { address } = await lookup(name);
    const { hostname: full } = await lookupService(address, 0);
    return full.includes('.') && full.startsWith(`${name}.`) ? full : name;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return name;
  }
}
