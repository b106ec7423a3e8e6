import { GenericError } from '@koji/common/errors';

/** An element of a small XML file. Text is what stands directly in it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly XmlElement[];
  readonly text: string;
}
interface OpenElement {
  name: string;
  attributes: { [name: string]: string };
  children: XmlElement[];
  text: string;
}

const tokens =
  /<!--[\s\S]*?-->|<[?!](?!\[CDATA\[)[^>[]*(?:\[[^\]]*\])?[^>]*>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)|(<)/g;

/**
 * Reads configuration-like XML: elements, attributes, text. Name spaces are dropped, entities of a DTD are not known. Errors
 * name the file.
 */
export function parseXml(xml: string, file: string): XmlElement {
  const root: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [, cdata, closing, name, attributes = '', isEmpty, text, stray] of xml.matchAll(tokens)) {
    const current = open.at(-1) as OpenElement;
    if (stray !== undefined) throw new GenericError(`${file}: malformed XML: a stray "<"`);
    if (cdata !== undefined) current.text += cdata;
    else if (text !== undefined) current.text += decodeText(text);
    else if (name === undefined) continue;
    else if (closing) {
      if (current.name !== localName(name)) throw new GenericError(`${file}: malformed XML: </${name}> closes <${current.name}>`);
      open.pop();
    } else {
      const element: OpenElement = { name: localName(name), attributes: readAttributes(attributes), children: [], text: '' };
      current.children.push(element);
      if (!isEmpty) open.push(element);
    }
  }
  const [element] = root.children;
  if (open.length !== 1 || element === undefined) throw new GenericError(`${file}: malformed XML: it ends too early`);
  return element;
}

/** The trimmed text of the first child of that name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name)?.text.trim();
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function readAttributes(text: string): { [name: string]: string } {
  return Object.fromEntries(
    [...text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, name, a, b]) => [name, decodeText(a ?? b ?? '')]),
  );
}

const characters: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
function decodeText(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (reference, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return characters[name] ?? reference;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
  });
}
