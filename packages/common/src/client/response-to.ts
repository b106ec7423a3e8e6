import type { ClientRequest, IncomingMessage } from 'node:http';

/** The head of a request's answer. Rejects when none comes. */
export function responseTo(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      // What goes wrong while the body comes in is told to the request, and ends the process if nobody hears it there.
      request.on('error', (error) => response.destroy(error));
      resolve(response);
    });
  });
}
