import { GenericError } from '../errors.ts';

/** What identifies a Maven artifact. */
export type MavenCoordinates = { group_id: string; artifact_id: string; version: string };

/** `group:artifact:version`, the form in which people name them. */
export function formatMaven({ group_id, artifact_id, version }: MavenCoordinates): string {
  return `${group_id}:${artifact_id}:${version}`;
}

/** The name and version of the build that makes an artifact; there is no release in it. */
export function mavenToNameVersion({ group_id, artifact_id, version }: MavenCoordinates): { name: string; version: string } {
  return { name: `${group_id}-${artifact_id}`, version: version.replaceAll('-', '_') };
}

/**
 * Reads the coordinates out of a project object model. What the project leaves out it has from its parent. Throws
 * GenericError when they are not there or the text is no XML.
 */
export function parsePom(text: string): MavenCoordinates {
  const own = new Map<string, string>();
  const inherited = new Map<string, string>();
  const path: string[] = [];
  let content = '';
  for (const token of tokens(text)) {
    if (token.kind === 'text') content += token.text;
    else if (token.kind === 'open') {
      path.push(token.name);
      content = '';
    } else {
      if (path.at(-1) !== token.name) throw new GenericError(`POM is no well-formed XML: </${token.name}>`);
      const [root, second, third] = path;
      if (root === 'project' && path.length === 2 && second !== undefined) own.set(second, content.trim());
      if (root === 'project' && second === 'parent' && path.length === 3 && third !== undefined)
        inherited.set(third, content.trim());
      path.pop();
      content = '';
    }
  }
  if (path.length > 0) throw new GenericError('POM is no well-formed XML: it ends too early');
  const field = (name: string): string => {
    const value = own.get(name) ?? inherited.get(name);
    if (value === undefined || value === '') throw new GenericError(`could not extract ${name} from POM`);
    return value;
  };
  return { group_id: field('groupId'), artifact_id: field('artifactId'), version: field('version') };
}

type Token = { readonly kind: 'open' | 'close'; readonly name: string } | { readonly kind: 'text'; readonly text: string };

// Comments, processing instructions, document types, CDATA, tags, text. Nothing in a document type is looked at.
const pattern =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE(?:[^<>[\]]|\[[\s\S]*?\])*>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\p{L}_:][\p{L}\p{N}_:.-]*)((?:[^<>"']|"[^"]*"|'[^']*')*?)(\/?)>|([^<]+)/uy;

function* tokens(text: string): Generator<Token> {
  pattern.lastIndex = 0;
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) throw new GenericError(`POM is no well-formed XML: ${text.slice(at, at + 20)}`);
    at = pattern.lastIndex;
    const [, literal, closing, name, , empty, plain] = match;
    if (literal !== undefined) yield { kind: 'text', text: literal };
    else if (plain !== undefined) yield { kind: 'text', text: decodeEntities(plain) };
    else if (name !== undefined) {
      if (closing !== '/') yield { kind: 'open', name };
      if (closing === '/' || empty === '/') yield { kind: 'close', name };
    }
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Projects use entities of HTML that no XML reader knows; those read as `?`. */
function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]*);/gi, (_entity, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? '?';
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : '?';
  });
}
