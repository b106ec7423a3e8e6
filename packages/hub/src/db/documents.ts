import { structFromJson } from './json.ts';

/** By column, what reads texts that hold a value: JSON, or a document of XML-RPC. Always the same functions, never made for a call. */
export type Documents = Readonly<Record<string, (text: string) => unknown>>;

export const noDocuments: Documents = {};
/** Most tables have a column of this name. */
export const extraDocument: Documents = { extra: structFromJson };

/** A row with the values in place of the texts. */
export function readDocuments<T>(row: T, documents: Documents): T {
  const cells = row as Record<string, unknown>;
  for (const column of Object.keys(documents)) {
    const text = cells[column] as string | null;
    cells[column] = text === null ? null : documents[column]?.(text);
  }
  return row;
}
