import { PathLayout } from '@koji/common/paths/layout';
import type { Logger } from '@koji/common/service/logger';
import { methodsWith } from './api.ts';
import { databaseAddress } from './config/addresses.ts';
import type { LoadedConfig } from './config/load-config.ts';
import { Bus } from './db/bus.ts';
import { Gate } from './db/gate.ts';
import { createPool } from './db/pool.ts';
import { SharedReader } from './db/shared-reader.ts';
import { Hooks } from './hooks/hooks.ts';
import { loadPlugins } from './plugins/load-plugins.ts';
import { createPolicies } from './policy/policies.ts';
import { policyTests } from './policy-tests.ts';
import type { HubServices } from './rpc/call.ts';
import { Dispatcher } from './rpc/dispatch.ts';
import { schedulePromptly } from './scheduler/run-promptly.ts';
import { subscribe } from './subscriptions.ts';

/** One hub process without its sockets. */
export interface OpenHub extends AsyncDisposable {
  readonly services: HubServices;
  readonly dispatcher: Dispatcher;
}

/** Connects configuration, database and the API. Policies and plugins that make no sense are an error here, at the start. */
export async function openHub({ config, policies, pluginSettings }: LoadedConfig, log: Logger): Promise<OpenHub> {
  const plugins = await loadPlugins(config.plugins, config.pluginPath);
  const hooks = subscribe(new Hooks());
  for (const plugin of plugins) plugin.start?.(pluginSettings, hooks);
  const address = databaseAddress(config);
  const connections = {
    max: config.dbConnections,
    onBroken: (err: Error) => log.warn({ err }, 'a database connection broke'),
  };
  const pools = {
    main: createPool(address, { ...connections, name: 'koji-hub' }),
    readOnly: createPool(address, { ...connections, readOnly: true, name: 'koji-hub reader' }),
    sharedReader: new SharedReader(
      createPool(address, { ...connections, max: 1, readOnly: true, plansOnce: true, name: 'koji-hub shared reader' }),
    ),
    streams: new Gate(Math.ceil(config.dbConnections / 3)),
  };
  const bus = new Bus(address, log);
  const services: HubServices = {
    config,
    layout: new PathLayout(config.kojiDir),
    policies: createPolicies(policies, [...policyTests, ...plugins.flatMap((plugin) => plugin.policyTests ?? [])]),
    hooks,
    bus,
    log,
    methods: methodsWith(plugins),
    pluginSettings,
  };
  const dispatcher = new Dispatcher(services, pools);
  const stop = new AbortController();
  const listening = bus.listen();
  const scheduling = config.promptScheduling ? schedulePromptly(services, dispatcher.runInBackground, stop.signal) : undefined;
  const running = plugins.map((plugin) =>
    plugin
      .run?.(services, dispatcher.runInBackground, stop.signal)
      .catch((err) => log.error({ err, plugin: plugin.name }, 'a plugin has stopped working')),
  );
  return {
    services,
    dispatcher,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await scheduling;
      await Promise.all(running);
      await bus.close();
      await listening;
      await pools.sharedReader[Symbol.asyncDispose]();
      await Promise.all([pools.main, pools.readOnly].map((pool) => pool.end()));
    },
  };
}
