import type { FastifyReply } from 'fastify';

const heartbeatMs = 20_000;

/** A stream of server-sent events to one browser. */
export interface EventStream {
  /** Fires when either side has ended it. */
  readonly signal: AbortSignal;
  /** Data is sent as JSON, so that line breaks in it cannot end the event. */
  send(event: string, data: unknown, id?: string | number): void;
  end(): void;
}

/** Takes the connection over from the framework and begins the stream. */
export function openEventStream(reply: FastifyReply): EventStream {
  const ended = new AbortController();
  reply.hijack();
  const response = reply.raw;
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    // nginx would collect what is sent before passing it on.
    'X-Accel-Buffering': 'no',
  });
  response.write('retry: 3000\n\n');
  const heartbeat = setInterval(() => response.write(':\n\n'), heartbeatMs);
  response.on('close', () => {
    clearInterval(heartbeat);
    ended.abort();
  });
  return {
    signal: ended.signal,
    send(event, data, id) {
      if (ended.signal.aborted) return;
      response.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    end() {
      response.end();
    },
  };
}
