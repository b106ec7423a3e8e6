import type { Option } from '@koji/common/config/options';

export interface DocumentedOption<T> extends Option<T> {
  /** What the setting does, for the operator; without a full stop. */
  readonly doc: string;
}
export type DocumentedTable = Readonly<Record<string, DocumentedOption<unknown>>>;

export function setting<T>(doc: string, option: Option<T>): DocumentedOption<T> {
  return { ...option, doc };
}

/** What parts the words of most lists in hub.conf. */
export const wordSeparator = /[\s,]+/;
