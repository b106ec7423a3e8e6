import { readFileSync } from 'node:fs';

/** A method as clients know it. */
export interface ContractMethod {
  /** Its parameters in order: `name`, `name=DEFAULT` with the default in JSON, `*rest`, `**named`. */
  readonly params: string;
  /** Who may call it, in words. */
  readonly needs: string;
}
interface Differences {
  /** Methods that only this hub has. */
  readonly added: Readonly<Record<string, ContractMethod & { readonly why: string }>>;
  /** Methods that may be called by others than the contract says. */
  readonly access: Readonly<Record<string, { readonly needs: string; readonly why: string }>>;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

/** What this hub means to do otherwise than the contract, each with its reason. */
export const differences = read('differences.json') as Differences;
const published = read('hub-api.json') as Readonly<Record<string, ContractMethod>>;

/** Every method this hub promises: those of Koji 1.35 with all plugins, and its own. Written down apart from the declarations. */
export const contract: Readonly<Record<string, ContractMethod>> = { ...published, ...differences.added };
/** The plugins that bring methods of the contract. */
export const contractPlugins = 'dud kiwi runroot_hub save_failed_tree sidetag_hub';
