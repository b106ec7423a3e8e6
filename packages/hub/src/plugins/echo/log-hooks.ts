import type { Hooks } from '../../hooks/hooks.ts';

/** Writes what every hook is called with into the log, at level info. */
export function subscribeEcho(hooks: Hooks): void {
  hooks.onAny((data, call, hook) => call.log.info({ hook, data, method: call.method }, 'a hook was called'));
}
