import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { createInterface, type Interface } from 'node:readline';
import { GenericError } from '@koji/common/errors';
import { bareAddress, type MailMessage, renderMessage } from './message.ts';

export interface MailServer {
  /** `host` or `host:port`. */
  readonly host: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

const timeoutMs = 60_000;

/** Hands a message to a mail server. Throws GenericError with what the server said when it refuses. */
export async function sendMail(server: MailServer, message: MailMessage): Promise<void> {
  const [host = '', port = '25'] = server.host.split(':');
  const socket = connect({ host, port: Number(port) });
  socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`${server.host} does not answer`)));
  try {
    await once(socket, 'connect');
    await converse(new SmtpDialogue(socket), server, message);
  } catch (cause) {
    if (cause instanceof GenericError) throw cause;
    throw new GenericError(`cannot send mail through ${server.host}: ${(cause as Error).message}`, { cause });
  } finally {
    socket.destroy();
  }
}

async function converse(dialogue: SmtpDialogue, server: MailServer, message: MailMessage): Promise<void> {
  await dialogue.expect(220);
  await dialogue.say(`EHLO ${hostname()}`, 250);
  if (server.user !== undefined && server.password !== undefined) {
    const proof = Buffer.from(`\0${server.user}\0${server.password}`).toString('base64');
    await dialogue.say(`AUTH PLAIN ${proof}`, 235);
  }
  await dialogue.say(`MAIL FROM:<${bareAddress(message.from)}>`, 250);
  for (const recipient of message.to) await dialogue.say(`RCPT TO:<${bareAddress(recipient)}>`, 250);
  await dialogue.say('DATA', 354);
  // A line that begins with a dot gets another one: a lone dot ends the text.
  const text = renderMessage(message).replaceAll(/^\./gm, '..');
  await dialogue.say(`${text}\r\n.`, 250);
  await dialogue.say('QUIT', 221);
}

class SmtpDialogue {
  readonly #socket: Socket;
  readonly #lines: AsyncIterator<string>;

  constructor(socket: Socket) {
    this.#socket = socket;
    const lines: Interface = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
    this.#lines = lines[Symbol.asyncIterator]();
  }

  async say(line: string, expected: number): Promise<void> {
    if (/[\r\n]/.test(line) && !line.endsWith('\r\n.')) throw new GenericError('a mail address holds a line break');
    this.#socket.write(`${line}\r\n`);
    await this.expect(expected);
  }

  /** Reads an answer, which goes on while a dash follows its number. */
  async expect(expected: number): Promise<void> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new GenericError('the mail server hung up');
      if (value[3] === '-') continue;
      if (Number(value.slice(0, 3)) !== expected) throw new GenericError(`the mail server refused: ${value}`);
      return;
    }
  }
}
