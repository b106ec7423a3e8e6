import { unescapeText, XmlRpcSyntaxError } from './xml-text.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const illegalCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const startTagName = /[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/y;
const attributes = /(?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*/y;

/**
 * One pass over a document: elements, text, comments, CDATA, processing instructions. No document types, hence no entities
 * of a document's own. Namespace prefixes are passed over, attributes (only xmlns declarations occur) too.
 * An empty element `<x/>` behaves like `<x></x>`.
 */
export class XmlCursor {
  readonly xml: string;
  /** Where the next character is read. */
  at = 0;
  #isInsideEmpty = false;

  constructor(document: string) {
    const text = document.charCodeAt(0) === 0xfeff ? document.slice(1) : document;
    this.xml = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
    const illegal = this.xml.search(illegalCharacter);
    if (illegal >= 0) {
      this.at = illegal;
      this.fail(`a character that XML does not allow (U+${this.xml.charCodeAt(illegal).toString(16).padStart(4, '0')})`);
    }
    this.#declaration();
  }

  /** The `<?xml …?>` line. We read text, so what it says about the encoding must be what the transport decoded. */
  #declaration(): void {
    const declaration = /^\s*<\?xml(?=[\s?])([^<>]*?)\?>/.exec(this.xml);
    if (!declaration) return;
    const encoding = /\sencoding\s*=\s*["']([^"']*)["']/.exec(declaration[1] ?? '')?.[1]?.toLowerCase();
    const isRead = encoding === undefined || encoding === 'utf-8' || encoding === 'us-ascii' || /^\p{ASCII}*$/u.test(this.xml);
    if (!isRead) this.fail(`documents in ${encoding} are not read, only in UTF-8`);
    this.at = declaration[0].length;
  }

  /** Goes past the start tag of the named element and answers its full name, for close(). */
  open(localName: string): string {
    const name = this.openAny();
    if (localNameOf(name) !== localName) this.fail(`expected <${localName}>, found <${name}>`);
    return name;
  }

  /** As open(), when that element is what comes next; otherwise nothing is read. */
  tryOpen(localName: string): string | undefined {
    if (this.isAtEnd()) return undefined;
    const start = this.at;
    const name = this.openAny();
    if (localNameOf(name) === localName) return name;
    this.at = start;
    this.#isInsideEmpty = false;
    return undefined;
  }

  /** Goes past the next start tag and answers its full name. */
  openAny(): string {
    if (this.#isInsideEmpty) this.fail('an element is empty that must not be');
    this.skip();
    const { xml } = this;
    if (xml.charCodeAt(this.at) !== 60) this.fail('expected a tag');
    startTagName.lastIndex = this.at + 1;
    const name = startTagName.exec(xml)?.[0];
    if (name === undefined) this.fail('a malformed tag');
    attributes.lastIndex = startTagName.lastIndex;
    const end = attributes.test(xml) ? attributes.lastIndex : startTagName.lastIndex;
    if (xml.charCodeAt(end) === 62) {
      this.at = end + 1;
    } else if (xml.startsWith('/>', end)) {
      this.at = end + 2;
      this.#isInsideEmpty = true;
    } else {
      this.fail('a malformed tag');
    }
    return name;
  }

  /** Goes past the end tag of what open() answered; before it only space may stand. */
  close(name: string): void {
    if (this.#isInsideEmpty) {
      this.#isInsideEmpty = false;
      return;
    }
    this.skip();
    const { xml } = this;
    if (!xml.startsWith('</', this.at) || !xml.startsWith(name, this.at + 2)) this.fail(`expected </${name}>`);
    let end = this.at + 2 + name.length;
    while (isSpace(xml.charCodeAt(end))) end++;
    if (xml.charCodeAt(end) !== 62) this.fail(`expected </${name}>`);
    this.at = end + 1;
  }

  /** Whether an end tag comes next. */
  isAtEnd(): boolean {
    if (this.#isInsideEmpty) return true;
    this.skip();
    return this.xml.startsWith('</', this.at);
  }

  /** Character data up to the next tag. */
  text(): string {
    if (this.#isInsideEmpty) return '';
    const { xml } = this;
    let text = '';
    for (;;) {
      const end = xml.indexOf('<', this.at);
      if (end < 0) this.fail('text is cut off');
      text += this.unescape(this.at, end);
      this.at = end;
      if (xml.startsWith('<![CDATA[', end)) {
        const close = xml.indexOf(']]>', end + 9);
        if (close < 0) this.fail('a CDATA section is cut off');
        text += xml.slice(end + 9, close);
        this.at = close + 3;
      } else if (!this.#skipMarkup()) {
        return text;
      }
    }
  }

  /** The text between two positions, entities resolved. */
  unescape(start: number, end: number): string {
    try {
      return unescapeText(this.xml.slice(start, end));
    } catch (error) {
      if (!(error instanceof XmlRpcSyntaxError)) throw error;
      this.at = start;
      return this.fail(error.message);
    }
  }

  /** White space, comments and processing instructions. */
  skip(): void {
    do {
      while (isSpace(this.xml.charCodeAt(this.at))) this.at++;
    } while (this.xml.charCodeAt(this.at) === 60 && this.#skipMarkup());
  }

  /** Goes past a comment or processing instruction at the `<` where we stand; false for a tag or CDATA. */
  #skipMarkup(): boolean {
    const { xml, at } = this;
    const next = xml.charCodeAt(at + 1);
    if (next === 63) {
      if (/^xml[\s?]/i.test(xml.slice(at + 2, at + 6))) this.fail('an XML declaration inside the document');
      this.at = this.#past('?>', at + 2, 'a processing instruction');
      return true;
    }
    if (next !== 33 || xml.startsWith('<![CDATA[', at)) return false;
    if (!xml.startsWith('<!--', at)) this.fail('document types and entities are not accepted');
    const end = this.#past('--', at + 4, 'a comment');
    if (xml.charCodeAt(end) !== 62) this.fail('a comment with -- inside');
    this.at = end + 1;
    return true;
  }

  #past(mark: string, from: number, what: string): number {
    const found = this.xml.indexOf(mark, from);
    if (found < 0) this.fail(`${what} is cut off`);
    return found + mark.length;
  }

  /** Nothing but space may follow. */
  end(): void {
    this.skip();
    if (this.at !== this.xml.length) this.fail('something follows the document');
  }

  fail(problem: string): never {
    throw new XmlRpcSyntaxError(`${problem} (at character ${this.at})`);
  }
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 9;
}

export function localNameOf(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
