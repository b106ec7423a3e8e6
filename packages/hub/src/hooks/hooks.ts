import { CallbackError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import type { Call } from '../rpc/call.ts';

/** A task as hooks see it: its row, as far as it is known. `request` is the stored text. */
export interface TaskInHook {
  readonly id?: number;
  readonly state: number;
  readonly method: string;
  readonly arch: string;
  readonly channel_id: number;
  readonly owner: number;
  readonly parent: number | null;
  readonly label: string | null;
  readonly priority: number;
  readonly request: string;
}

/** Names and data of what plugins can listen to (hub-behaviour.md §22). */
export interface HookEvents {
  PackageListChange: {
    action: string;
    tag: object;
    package: object;
    user: object | null;
    owner?: unknown;
    block?: unknown;
    extra_arches?: unknown;
    force?: boolean;
    update?: boolean;
  };
  TaskStateChange: { attribute: string; old: unknown; new: unknown; info: TaskInHook };
  BuildStateChange: { attribute: string; old: unknown; new: unknown; info: object };
  /** Ours: a build has come to its end under a task, well or badly. */
  BuildEnd: { build: Build; task_id: number };
  Import: { type: string } & Record<string, unknown>;
  RPMSign: { sigkey: string; sighash: string; build: object; rpm: object };
  Tag: { tag: object; build: object; user: object | null; force: boolean };
  Untag: { tag: object; build: object; user: object | null; force: boolean; strict: boolean };
  RepoInit: { tag: object; event: number | null; repo_id: number | null } & Record<string, unknown>;
  RepoDone: { repo: object; data: object; expire: boolean };
  BuildPromote: { draft_release: string; target_release: string; build: object; user: object | null };
}
export type HookName = keyof HookEvents;
export type HookPhase = 'pre' | 'post';
export type HookHandler<N extends HookName> = (data: HookEvents[N], call: Call) => void | Promise<void>;

interface Registration {
  readonly handler: HookHandler<HookName>;
  readonly ignoreFailure: boolean;
}

/** Handlers run in the call's transaction; one that fails aborts the call unless it said otherwise. */
export class Hooks {
  readonly #handlers = new Map<string, Registration[]>();

  on<N extends HookName>(
    phase: HookPhase,
    name: N,
    handler: HookHandler<N>,
    options: { readonly ignoreFailure?: boolean } = {},
  ): void {
    const key = `${phase}${name}`;
    const list = this.#handlers.get(key) ?? [];
    list.push({ handler: handler as HookHandler<HookName>, ignoreFailure: options.ignoreFailure ?? false });
    this.#handlers.set(key, list);
  }

  async emit<N extends HookName>(call: Call, phase: HookPhase, name: N, data: HookEvents[N]): Promise<void> {
    for (const { handler, ignoreFailure } of this.#handlers.get(`${phase}${name}`) ?? []) {
      try {
        await handler(data as never, call);
      } catch (cause) {
        if (!ignoreFailure) throw new CallbackError(`Error running ${phase}${name} callback`, { cause });
        call.log.warn({ err: cause, hook: `${phase}${name}` }, 'ignored a failing hook');
      }
    }
  }
}
