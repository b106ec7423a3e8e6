import { GenericError } from '@koji/common/errors';

export interface CpioMember {
  /** As the archive has it, often with `./` before it. */
  readonly name: string;
  /** File type and permissions, as stat has them. */
  readonly mode: number;
  readonly size: number;
  /** To be read to its end before the next member is asked for; what is left is passed over. */
  readonly content: AsyncIterable<Buffer>;
}

const headerBytes = 110;
const trailer = 'TRAILER!!!';
const longestName = 4096;

/**
 * The members of a cpio archive of the new ASCII kind, which is what rpms hold. Throws GenericError for anything else, and what
 * the source throws, be it behind the last member.
 */
export async function* cpioMembers(source: AsyncIterable<Buffer>): AsyncGenerator<CpioMember, void> {
  const input = new Input(source);
  try {
    yield* membersOf(input);
    await input.drain();
  } finally {
    await input.close();
  }
}
async function* membersOf(input: Input): AsyncGenerator<CpioMember, void> {
  for (;;) {
    const header = (await input.take(headerBytes)).toString('latin1');
    if (!/^07070[12][0-9A-Fa-f]{104}$/.test(header)) throw new GenericError('this is no cpio archive of the new kind');
    const field = (at: number) => Number.parseInt(header.slice(6 + at * 8, 14 + at * 8), 16);
    const [mode, size, nameBytes] = [field(1), field(6), field(11)];
    if (nameBytes < 2 || nameBytes > longestName) throw new GenericError('a name in the cpio archive is too long');
    const name = (await input.take(nameBytes)).subarray(0, nameBytes - 1).toString();
    await input.skip(padding(headerBytes + nameBytes));
    if (name === trailer) return;
    const content = input.pieces(size);
    yield { name, mode, size, content };
    for await (const _rest of content);
    await input.skip(padding(size));
  }
}
function padding(bytes: number): number {
  return (4 - (bytes % 4)) % 4;
}

class Input {
  readonly #source: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At most so many bytes that are at hand or come next. */
  async #some(most: number): Promise<Buffer> {
    while (this.#held.length === 0) {
      const next = await this.#source.next();
      if (next.done) throw new GenericError('the cpio archive ends too early');
      this.#held = next.value;
    }
    const piece = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(piece.length);
    return piece;
  }
  async *pieces(bytes: number): AsyncGenerator<Buffer, void> {
    for (let left = bytes; left > 0; ) {
      const piece = await this.#some(left);
      left -= piece.length;
      yield piece;
    }
  }
  async take(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pieces(bytes)) pieces.push(piece);
    return Buffer.concat(pieces);
  }
  async drain(): Promise<void> {
    while (!(await this.#source.next()).done);
  }
  /** The source may be a program that waits for its output to be read. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
  async skip(bytes: number): Promise<void> {
    for await (const _piece of this.pieces(bytes));
  }
}
