/** Names the method of EncodedItems. */
export const encodedItems = Symbol('encoded items');

/** An array that knows how its items are written and does so itself, since values made of them first would only be taken apart. */
export interface EncodedItems {
  /** The <value> elements of the items in UTF-8, in pieces that may end anywhere. */
  [encodedItems](): AsyncGenerator<Uint8Array>;
}

export function isEncodedItems(value: object): value is EncodedItems {
  return encodedItems in value;
}
