/** The text is no XML-RPC document, or one that we refuse to read. */
export class XmlRpcSyntaxError extends Error {
  override readonly name = 'XmlRpcSyntaxError';
}

// Control characters and halves of surrogate pairs, which XML 1.0 cannot carry in any spelling.
const unsendable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const special = /[&<>\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;

/**
 * Text as character data. Characters that XML cannot carry become U+FFFD: one of them (they occur in build logs and in
 * headers of old packages) would make the whole document unreadable, and dropping them would hide that something was there.
 * Carriage returns are written as references, since every XML reader turns raw ones into newlines.
 */
export function escapeText(text: string): string {
  if (!special.test(text)) return text;
  return text.replace(unsendable, '\ufffd').replace(/[&<>\r]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    default:
      return '&#13;';
  }
}

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Character data as text: the five entities of XML and character references. Anything else behind a `&` is an error. */
export function unescapeText(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&\s]{0,12};?)/g, resolveReference);
}

function resolveReference(whole: string, body: string): string {
  if (!body.endsWith(';')) throw new XmlRpcSyntaxError('a & that begins no entity');
  const name = body.slice(0, -1);
  const known = entities.get(name);
  if (known !== undefined) return known;
  const code = codePoint(name);
  if (code === undefined || !isXmlCharacter(code)) throw new XmlRpcSyntaxError(`unknown entity ${whole}`);
  return String.fromCodePoint(code);
}

function codePoint(reference: string): number | undefined {
  if (/^#x[0-9a-f]+$/i.test(reference)) return Number.parseInt(reference.slice(2), 16);
  return /^#\d+$/.test(reference) ? Number(reference.slice(1)) : undefined;
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0x10ffff && code !== 0xfffe && code !== 0xffff);
}
