import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { renderMessage } from './message.ts';
import { sendMail } from './send-mail.ts';

const message = {
  from: 'Koji <koji@example.com>',
  to: ['a@example.com', 'B <b@example.com>'],
  subject: 'x',
  headers: [['X-Koji-Tag', 'f42']] as const,
  body: 'one\n.two\n',
};

/** A mail server that writes down what it is told; commands with an answer of their own get that. */
async function startServer(answers: Readonly<Record<string, string>> = {}) {
  const heard: string[] = [];
  const server = createServer((socket) => {
    let inData = false;
    socket.write('220 ready\r\n');
    createInterface({ input: socket }).on('line', (line) => {
      heard.push(line);
      if (inData && line !== '.') return;
      inData = line === 'DATA';
      const word = line.split(/[ :]/)[0] ?? '';
      socket.write(
        `${answers[word] ?? { EHLO: '250-mail\r\n250 AUTH PLAIN', AUTH: '235 ok', DATA: '354 go on', QUIT: '221 bye' }[word] ?? '250 ok'}\r\n`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, heard, [Symbol.asyncDispose]: async () => void server.close() };
}

test('a message is handed over for all its recipients, dots at line starts doubled', async () => {
  await using server = await startServer();
  await sendMail({ host: server.host, user: 'me', password: 'secret' }, message);
  expect(server.heard.filter((line) => !line.startsWith('EHLO')).join('\n')).toBe(
    [
      `AUTH PLAIN ${Buffer.from('\0me\0secret').toString('base64')}`,
      'MAIL FROM:<koji@example.com>',
      'RCPT TO:<a@example.com>',
      'RCPT TO:<b@example.com>',
      'DATA',
      'From: Koji <koji@example.com>',
      'Subject: x',
      'To: a@example.com, B <b@example.com>',
      'X-Koji-Tag: f42',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      'one',
      '..two',
      '',
      '.',
      'QUIT',
    ].join('\n'),
  );
});

test('a refusal is an error with the server’s words', async () => {
  await using server = await startServer({ RCPT: '550 no such user' });
  await expect(sendMail({ host: server.host, user: undefined, password: undefined }, message)).rejects.toThrow(
    '550 no such user',
  );
});

test('a server that is not there is an error that names it', async () => {
  await expect(sendMail({ host: '127.0.0.1:1', user: undefined, password: undefined }, message)).rejects.toThrow(
    'cannot send mail through 127.0.0.1:1',
  );
});

test('a value cannot add headers, and other than plain letters are encoded', () => {
  const text = renderMessage({ ...message, subject: 'naïve\r\nBcc: x@example.com' });
  expect(text).not.toMatch(/^Bcc/m);
  expect(text).toContain(`Subject: =?utf-8?B?${Buffer.from('naïve Bcc: x@example.com').toString('base64')}?=`);
});
