import { parseIni } from '@koji/common/config/ini';
import { expect, test } from 'vitest';
import { readProtonmsgSettings } from './settings.ts';

const read = (text: string) => readProtonmsgSettings(new Map([['protonmsg', parseIni(text, 'protonmsg.conf')]]));

test('the least file is completed, and an older name of max_age is known', () => {
  expect(read('[broker]\nurls = amqp://a amqps://b:1\n')).toEqual({
    urls: ['amqp://a', 'amqps://b:1'],
    cert: undefined,
    cacert: undefined,
    topicPrefix: 'topic://koji',
    connectTimeoutS: 10,
    sendTimeoutS: 60,
    testMode: false,
    testModeFailPercent: 0,
    extraLimit: 0,
    ttlS: undefined,
    isDurable: true,
    batchSize: 100,
    maxAgeH: 24,
  });
  const older = read(
    '[broker]\nurls = amqp://a\ntopic_prefix = /topic/koji\n[message]\nttl = 5\n[queue]\nage = 3\nenabled = no\n',
  );
  expect(older).toMatchObject({ topicPrefix: '/topic/koji', ttlS: 5, maxAgeH: 3, isDurable: false });
});

test.each([
  ['', 'must name a message broker'],
  ['[broker]\nurls = http://a\n', "'http://a' is no address of the form amqps://HOST:PORT"],
  ['[broker]\nurl = amqp://a\n', 'unknown options: url'],
  ['[brokers]\nurls = amqp://a\n', 'unknown section [brokers]'],
  ['[broker]\nurls = amqp://a\n[queue]\nbatch_size = 0\n', 'batch_size must be at least 1'],
  ['[broker]\nurls = amqp://a\n[message]\nttl = soon\n', "ttl must be an integer, got 'soon'"],
])('%j is refused', (text, reason) => {
  expect(() => read(text)).toThrow(reason);
});
