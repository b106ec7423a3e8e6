import type { HubReader } from '../hub/hub-reader.ts';
import type { Visitor } from '../pages/page.ts';

const keptMs = 60_000;
const mostKept = 1000;

/** Looks up who logged-in visitors are to the hub, and remembers it for a minute. */
export class Visitors {
  readonly #hub: HubReader;
  readonly #known = new Map<string, { readonly visitor: Promise<Visitor | undefined>; readonly until: number }>();

  constructor(hub: HubReader) {
    this.#hub = hub;
  }

  /** The visitor of that name; none when the hub does not know the name or has blocked it. */
  async find(name: string): Promise<Visitor | undefined> {
    const known = this.#known.get(name);
    if (known && known.until > Date.now()) return known.visitor;
    if (this.#known.size >= mostKept) this.#known.clear();
    const visitor = this.#ask(name);
    this.#known.set(name, { visitor, until: Date.now() + keptMs });
    visitor.catch(() => this.#known.delete(name));
    return visitor;
  }
  forget(name: string): void {
    this.#known.delete(name);
  }

  async #ask(name: string): Promise<Visitor | undefined> {
    const [user] = await this.#hub.read((hub) => [hub.getUser({ userInfo: name })]);
    if (user?.status !== 0) return undefined;
    const [permissions] = await this.#hub.read((hub) => [hub.getUserPerms({ userID: user.id })]);
    return { id: user.id, name: user.name, permissions: new Set(permissions) };
  }
}
