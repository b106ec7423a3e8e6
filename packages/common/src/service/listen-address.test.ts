import { expect, test } from 'vitest';
import { readListenAddress } from './listen-address.ts';

const port = { kind: 'port', host: '0.0.0.0', isEncrypted: false };
test.each([
  ['http://0.0.0.0', { ...port, port: 80 }],
  ['http://0.0.0.0:8080', { ...port, port: 8080 }],
  ['https://0.0.0.0', { ...port, port: 443, isEncrypted: true }],
  ['https://[::]:8443', { kind: 'port', host: '::', port: 8443, isEncrypted: true }],
  ['http://127.0.0.1:0', { ...port, host: '127.0.0.1', port: 0 }],
  ['unix:/run/koji-hub/hub.sock', { kind: 'socket', path: '/run/koji-hub/hub.sock' }],
])('%s is an address to listen at', (text, address) => {
  expect(readListenAddress('Listen', text)).toEqual(address);
});

test.each(['', '0.0.0.0:80', 'ftp://0.0.0.0', 'unix:', 'unix:hub.sock', 'unix:/run/', 'http://', 'https://a:99999'])(
  '"%s" is none, and the setting is named',
  (text) => {
    expect(() => readListenAddress('Listen', text)).toThrow(/^Listen must look like /);
  },
);
