import { badRequest } from './problems.ts';

const largestId = 2_147_483_647;

/** The parameters of a page's address. What cannot be read is a problem of status 400 that names the parameter. */
export class Query {
  readonly #params: URLSearchParams;

  constructor(params: URLSearchParams | string) {
    this.#params = typeof params === 'string' ? new URLSearchParams(params) : params;
  }

  has(name: string): boolean {
    return this.#params.has(name);
  }
  /** A text without the space around it; none when it is empty. */
  text(name: string): string | undefined {
    return this.#params.get(name)?.trim() || undefined;
  }
  requiredText(name: string): string {
    return this.text(name) ?? missing(name);
  }
  texts(name: string): string[] {
    return this.#params.getAll(name).filter((value) => value !== '');
  }

  int(name: string): number | undefined {
    const raw = this.text(name);
    if (raw === undefined) return undefined;
    if (!/^-?\d{1,15}$/.test(raw)) throw badRequest(`${name} must be a number, not “${raw}”.`);
    return Number(raw);
  }
  /** A number of one of the hub's things. */
  id(name: string): number {
    return this.optionalId(name) ?? missing(name);
  }
  optionalId(name: string): number | undefined {
    const value = this.int(name);
    if (value !== undefined && (value < 0 || value > largestId)) throw badRequest(`${name} is not an id: ${value}.`);
    return value;
  }
  ids(name: string): number[] {
    return this.texts(name).map((text) => new Query(new URLSearchParams([[name, text]])).id(name));
  }
  /** An id when there are only digits, a name otherwise. */
  idOrName(name: string): number | string {
    return this.optionalIdOrName(name) ?? missing(name);
  }
  optionalIdOrName(name: string): number | string | undefined {
    const raw = this.text(name);
    return raw !== undefined && /^\d+$/.test(raw) ? this.optionalId(name) : raw;
  }

  oneOf<const T extends string>(name: string, allowed: readonly T[], fallback: NoInfer<T>): T {
    const raw = this.text(name);
    if (raw === undefined) return fallback;
    const value = allowed.find((word) => word === raw);
    if (value === undefined) throw badRequest(`${name} must be one of ${allowed.join(', ')}, not “${raw}”.`);
    return value;
  }
  /** What was chosen in a list that begins with `all`; nothing for that. */
  choice(name: string): string | undefined {
    const chosen = this.text(name);
    return chosen === 'all' ? undefined : chosen;
  }
  /** 1, true, on, yes and their opposites. */
  flag(name: string, fallback: boolean): boolean {
    const raw = this.text(name)?.toLowerCase();
    if (raw === undefined) return fallback;
    return !['0', 'false', 'off', 'no'].includes(raw);
  }
  /** Where a list begins; negative and absent mean the beginning. */
  start(name = 'start'): number {
    return Math.max(0, this.int(name) ?? 0);
  }
  /** A column to order by, with a minus for descending. */
  order<const T extends string>(columns: readonly T[], fallback: NoInfer<T> | `-${NoInfer<T>}`, name = 'order'): string {
    const raw = this.text(name);
    if (raw === undefined) return fallback;
    if (!columns.some((column) => raw === column || raw === `-${column}`)) {
      throw badRequest(`${name} must be one of ${columns.join(', ')}, perhaps with a minus in front, not “${raw}”.`);
    }
    return raw;
  }

  /** The same parameters with some changed or, where undefined, left out. */
  with(changes: Readonly<Record<string, string | number | undefined>>): string {
    const params = new URLSearchParams(this.#params);
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) params.delete(name);
      else params.set(name, String(value));
    }
    return params.toString();
  }
  /** All parameters but these, for hidden fields of a form. */
  without(...names: string[]): [string, string][] {
    return [...this.#params].filter(([name]) => !names.includes(name));
  }
}

function missing(name: string): never {
  throw badRequest(`${name} is missing in the address.`);
}
