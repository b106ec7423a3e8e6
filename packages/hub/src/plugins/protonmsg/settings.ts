import { boolean, ConfigError, integer, list, optionalInteger, optionalText, text } from '@koji/common/config/options';
import type { PluginSettings } from '../plugin.ts';
import { readPluginFile } from '../read-plugin-file.ts';

const file = 'plugins/protonmsg.conf';
const sections = {
  broker: {
    urls: list('urls'),
    cert: optionalText('cert'),
    cacert: optionalText('cacert'),
    topicPrefix: text('topic_prefix', 'koji'),
    connectTimeoutS: integer('connect_timeout', 10),
    sendTimeoutS: integer('send_timeout', 60),
    testMode: boolean('test_mode', false),
    testModeFailPercent: integer('test_mode_fail', 0),
  },
  message: { extraLimit: integer('extra_limit', 0), ttlS: optionalInteger('ttl') },
  queue: {
    enabled: boolean('enabled', true),
    batchSize: integer('batch_size', 100),
    maxAgeH: optionalInteger('max_age'),
    /** Compatibility: the older name of max_age. */
    ageH: integer('age', 24),
  },
};

/** Reads plugins/protonmsg.conf. Throws ConfigError for what makes no sense. */
export function readProtonmsgSettings(settings: PluginSettings) {
  const { broker, message, queue } = readPluginFile(settings, 'protonmsg', sections);
  if (broker.urls.length === 0) throw new ConfigError(`${file}: urls in [broker] must name a message broker`);
  for (const url of broker.urls) {
    if (!/^amqps?:\/\//.test(url) || !URL.canParse(url))
      throw new ConfigError(`${file}: '${url}' is no address of the form amqps://HOST:PORT`);
  }
  if (queue.batchSize < 1) throw new ConfigError(`${file}: batch_size must be at least 1, got ${queue.batchSize}`);
  return {
    ...broker,
    topicPrefix: readPrefix(broker.topicPrefix),
    ...message,
    isDurable: queue.enabled,
    batchSize: queue.batchSize,
    maxAgeH: queue.maxAgeH || queue.ageH,
  };
}
export type ProtonmsgSettings = ReturnType<typeof readProtonmsgSettings>;

/** RabbitMQ's topics begin with /topic/, ActiveMQ's with topic://, which is what a plain name becomes. */
function readPrefix(prefix: string): string {
  return prefix.startsWith('/topic/') || prefix.startsWith('topic://') ? prefix : `topic://${prefix}`;
}
