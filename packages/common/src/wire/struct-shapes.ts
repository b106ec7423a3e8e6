import type { WireStruct, WireValue } from './values.ts';

/** Structs with more members are read one by one; a template would only cost. */
const maxTemplateKeys = 256;

/**
 * What structs of one document have in common. Replies are long lists of rows with the same members in the same spelling,
 * so each member's markup (from the end of one value to the start of the next) is remembered with its key, as a path
 * through the members before it. A row that repeats is then read without parsing a tag or making a key.
 */
export class ShapeNode {
  readonly key: string;
  /** The full name of the <member> element, whose end is still to come. */
  readonly element: string | undefined;
  /** The markup in front of the member's value, together with the end of the member before. */
  readonly markup: string;
  readonly #parent: ShapeNode | undefined;
  readonly #length: number;
  #children: Map<string, ShapeNode> | undefined;
  #keys: readonly string[] | undefined;
  #template: WireStruct | undefined;
  /** The member that followed this one last time, which is the best guess. */
  expected: ShapeNode | undefined;
  /** The markup that ended a struct after this member last time. */
  expectedEnd = '';

  constructor(key = '', element?: string, markup = '', parent?: ShapeNode) {
    this.key = key;
    this.element = element;
    this.markup = markup;
    this.#parent = parent;
    this.#length = parent === undefined ? 0 : parent.#length + 1;
  }

  /** The next member with this markup in front; becomes the expected one. */
  follow(key: string, element: string, markup: string): ShapeNode {
    this.#children ??= new Map();
    let child = this.#children.get(markup);
    if (!child) {
      child = new ShapeNode(key, element, markup, this);
      this.#children.set(markup, child);
    }
    this.expected = child;
    return child;
  }

  /** The struct that ends with this member. */
  build(values: readonly WireValue[]): WireStruct {
    if (this.#template) {
      const struct = { ...this.#template };
      const keys = this.#keys as readonly string[];
      for (let index = 0; index < keys.length; index++) struct[keys[index] as string] = values[index] as WireValue;
      return struct;
    }
    const keys = this.#path();
    // JSON.parse makes an object with a hidden class of its own where adding members one by one would make a slow
    // dictionary; copies of it share that class.
    if (this.#keys) this.#template = JSON.parse(`{${keys.map((key) => `${JSON.stringify(key)}:null`).join(',')}}`) as WireStruct;
    else if (keys.length > 0 && keys.length <= maxTemplateKeys) this.#keys = keys;
    const struct: WireStruct = {};
    for (const [index, key] of keys.entries()) setMember(struct, key, values[index] as WireValue);
    return struct;
  }

  #path(): readonly string[] {
    if (this.#keys) return this.#keys;
    const keys = new Array<string>(this.#length);
    for (let node: ShapeNode = this; node.#parent; node = node.#parent) keys[node.#length - 1] = node.key;
    return keys;
  }
}

/** Assigning to `__proto__` would change what the struct inherits instead of adding a member. */
function setMember(struct: WireStruct, key: string, value: WireValue): void {
  if (key === '__proto__') Object.defineProperty(struct, key, { value, enumerable: true, configurable: true, writable: true });
  else struct[key] = value;
}
