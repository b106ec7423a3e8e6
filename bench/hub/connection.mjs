import { once } from 'node:events';
import { connect } from 'node:tls';
import { decodeResponse } from '../../packages/common/dist/wire/decode.js';
import { encodeCall } from '../../packages/common/dist/wire/encode.js';

const fault = Buffer.from('<fault>');

/**
 * One keep-alive connection to a hub that costs the measuring process next to nothing: requests are written as they are, and of
 * answers only the framing is read.
 */
export class Connection {
  #socket;
  #host;
  #session = '';
  #callnum = 0;
  #answer;

  static async open({ host, port, ca, certificate }) {
    const identity = certificate === undefined ? {} : { cert: certificate, key: certificate };
    const socket = connect({ host, port, ca, ...identity, ALPNProtocols: ['http/1.1'] });
    await once(socket, 'secureConnect');
    return new Connection(socket, `${host}:${port}`);
  }

  constructor(socket, host) {
    this.#socket = socket;
    this.#host = host;
    socket.setNoDelay(true);
    socket.on('data', (piece) => this.#take(piece));
    const broken = (error) => this.#answer?.reject(error ?? new Error('the hub has closed the connection'));
    socket.on('error', broken);
    socket.on('close', () => broken());
  }

  /** Logs in with the connection's certificate; every call that follows is made under the session. */
  async login({ exclusive = false } = {}) {
    const session = await this.ask('sslLogin', []);
    this.#session = `Koji-Session-Id: ${session['session-id']}\r\nKoji-Session-Key: ${session['session-key']}\r\n`;
    if (exclusive) await this.ask('exclusiveSession', [true]);
  }
  async logout() {
    await this.ask('logout', []);
    this.#session = '';
    this.#callnum = 0;
  }

  /** The value of an answer; a fault is an error. */
  async ask(method, params) {
    const pieces = [];
    await this.post(encodeCall(method, params), { pieces });
    return decodeResponse(Buffer.concat(pieces).toString());
  }

  /** Sends a document; answers {bytes, firstMs, hasFault}: characters of the body, the time until it began, whether it is a fault. */
  post(document, { pieces } = {}) {
    const numbered = this.#session === '' ? '' : `${this.#session}Koji-Session-Callnum: ${this.#callnum++}\r\n`;
    const head = `POST /kojihub HTTP/1.1\r\nHost: ${this.#host}\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(document)}\r\n${numbered}\r\n`;
    return new Promise((resolve, reject) => {
      this.#answer = {
        resolve,
        reject,
        pieces,
        startedAt: performance.now(),
        firstMs: undefined,
        bytes: 0,
        left: undefined,
        held: undefined,
      };
      this.#socket.write(head + document);
    });
  }

  close() {
    this.#socket.destroy();
  }

  #take(piece) {
    const answer = this.#answer;
    if (answer === undefined) return;
    let rest = answer.held === undefined ? piece : Buffer.concat([answer.held, piece]);
    answer.held = undefined;
    if (answer.left === undefined) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return hold(answer, rest);
      readHead(answer, rest.toString('latin1', 0, end));
      rest = rest.subarray(end + 4);
    }
    while (rest.length > 0) {
      if (answer.isChunked && answer.left === 0) {
        // The line before a chunk; the first has no end of another one before it.
        const from = answer.bytes === 0 ? 0 : 2;
        const end = rest.indexOf('\r\n', from);
        if (end < 0) return hold(answer, rest);
        answer.left = Number.parseInt(rest.toString('latin1', from, end), 16);
        rest = rest.subarray(end + 2);
        if (answer.left === 0) return this.#finish();
      }
      const body = rest.subarray(0, answer.left);
      if (body.length > 0) this.#count(body);
      answer.left -= body.length;
      rest = rest.subarray(body.length);
      if (!answer.isChunked && answer.left === 0) return this.#finish();
    }
  }

  #count(body) {
    const answer = this.#answer;
    if (answer.firstMs === undefined) {
      answer.firstMs = performance.now() - answer.startedAt;
      answer.hasFault = body.subarray(0, 200).includes(fault);
    }
    answer.bytes += body.length;
    answer.pieces?.push(body);
  }

  #finish() {
    const { resolve, bytes, firstMs, hasFault } = this.#answer;
    this.#answer = undefined;
    resolve({ bytes, firstMs, hasFault });
  }
}

function hold(answer, rest) {
  answer.held = rest;
}

function readHead(answer, head) {
  const status = head.slice(9, 12);
  if (status !== '200') return answer.reject(new Error(`the hub answers ${head.split('\r\n', 1)[0]}`));
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  answer.isChunked = length === undefined;
  answer.left = Number(length ?? 0);
}
