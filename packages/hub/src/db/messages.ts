/** The first byte of the messages that make a difference to us. */
export const messageCode = { dataRow: 0x44, readyForQuery: 0x5a } as const;
/** That byte, and the length of all that follows it. */
export const headerBytes = 5;

/** What PostgreSQL sends arrives in pieces that end anywhere. Keeps the beginning of a message until the rest of it is there. */
export class IncomingMessages {
  #rest: Buffer[] = [];
  #restLength = 0;
  #wanted = headerBytes;

  /** A piece behind what was kept; undefined as long as that makes no whole message. */
  joined(piece: Buffer): Buffer | undefined {
    if (this.#restLength === 0) return piece;
    this.#rest.push(piece);
    this.#restLength += piece.length;
    return this.#restLength < this.#wanted ? undefined : Buffer.concat(this.#rest.splice(0));
  }
  /** What is left behind the last whole message. */
  keep(rest: Buffer): void {
    this.#rest = rest.length === 0 ? [] : [rest];
    this.#restLength = rest.length;
    this.#wanted = rest.length < headerBytes ? headerBytes : 1 + rest.readUInt32BE(1);
  }
}

/** Where the message that begins there ends; undefined if not all of it is there. */
export function messageEnd(bytes: Buffer, at: number): number | undefined {
  if (at + headerBytes > bytes.length) return undefined;
  const end = at + 1 + bytes.readUInt32BE(at + 1);
  return end > bytes.length ? undefined : end;
}
