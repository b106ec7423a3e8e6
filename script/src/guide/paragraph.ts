import type { Site } from './site.ts';

/** One paragraph of Koji's set-up guide. */
export interface Paragraph {
  /** What it is about, in a few words. */
  readonly title: string;
  /** What is done otherwise and why. */
  readonly difference?: string;
  /** Does what the paragraph says and throws where the outcome is not the promised one. */
  follow?(site: Site): Promise<void>;
}

/** How a paragraph is followed. One that only explains or advises is not called as written, since nothing shows it. */
export function outcomeOf({ difference, follow }: Paragraph): string {
  return difference ?? (follow ? 'as written' : 'nothing to try');
}

export interface Chapter {
  /** The heading in the guide. */
  readonly title: string;
  readonly paragraphs: readonly Paragraph[];
}

/** Throws unless a text says what the guide promises. */
export function expectText(text: string, wanted: RegExp, what: string): void {
  if (!wanted.test(text)) throw new Error(`${what}: expected ${wanted}, got:\n${text.trim().slice(-2000)}`);
}

/** A text of the guide with some words exchanged. Throws where it does not have them, so that no change goes unnoticed. */
export function edited(text: string, edits: Readonly<Record<string, string>>): string {
  return Object.entries(edits).reduce((before, [from, to]) => {
    if (!before.includes(from)) throw new Error(`the guide's text has no '${from}' to replace`);
    return before.replace(from, () => to);
  }, text);
}
