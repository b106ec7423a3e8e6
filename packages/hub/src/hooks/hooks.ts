import { CallbackError } from '@koji/common/errors';
import type { Build } from '@koji/common/types/build';
import type { Call } from '../rpc/call.ts';

/**
 * A task as hooks see it: its row, as far as it is known. `request` and, of one that ends, `result` are the stored texts. A hook
 * before the end may put another result in place.
 */
export interface TaskInHook {
  readonly id?: number;
  readonly state: number;
  readonly method: string;
  readonly arch: string;
  readonly channel_id: number;
  readonly owner: number;
  readonly parent: number | null;
  readonly label: string | null;
  readonly priority: number | null;
  readonly request: string;
  result?: string;
}

/** What has an id and a name: a tag, a package, a user. Hooks get more of it, as the API shows it. */
export interface NamedInHook {
  readonly id: number;
  readonly name: string;
}
export type BuildInHook = Pick<Build, 'id' | 'name' | 'version' | 'release'> & { readonly extra?: Build['extra'] };

/** Names and data of what plugins can listen to (hub-behaviour.md §22). */
export interface HookEvents {
  PackageListChange: {
    action: string;
    tag: NamedInHook;
    package: NamedInHook;
    user: NamedInHook | null;
    owner?: unknown;
    block?: unknown;
    extra_arches?: unknown;
    force?: boolean;
    update?: boolean;
  };
  TaskStateChange: { attribute: string; old: unknown; new: unknown; info: TaskInHook };
  BuildStateChange: {
    attribute: string;
    old: unknown;
    new: unknown;
    info: Partial<Omit<BuildInHook, 'extra'>> & { readonly extra?: unknown };
  };
  /** Ours: a build has come to its end under a task, well or badly. */
  BuildEnd: { build: Build; task_id: number };
  /** There is no build yet before one of a content generator, an image or a whole build is imported. */
  Import: { type: string; build?: BuildInHook | null; rpm?: RpmInHook } & Record<string, unknown>;
  RPMSign: { sigkey: string; sighash: string; build: BuildInHook; rpm: RpmInHook };
  Tag: { tag: NamedInHook; build: BuildInHook; user: NamedInHook | null; force: boolean };
  Untag: { tag: NamedInHook; build: BuildInHook; user: NamedInHook | null; force: boolean; strict: boolean };
  RepoInit: { tag: NamedInHook; event: number | null; repo_id: number | null; task_id?: number | null } & Record<string, unknown>;
  RepoDone: { repo: RepoInHook; data: object; expire: boolean };
  BuildPromote: { draft_release: string; target_release: string; build: BuildInHook; user: NamedInHook | null };
  /** Around the commit of every call that has written something. */
  Commit: object;
}
export interface RpmInHook {
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
}
export interface RepoInHook {
  readonly id: number;
  readonly tag_name: string;
  readonly task_id: number | null;
}
export type HookName = keyof HookEvents;
export type HookPhase = 'pre' | 'post';
export type HookHandler<N extends HookName> = (data: HookEvents[N], call: Call) => void | Promise<void>;

/** `hook` is the phase and the name together, such as postTag. */
export type AnyHookHandler = (data: HookEvents[HookName], call: Call, hook: string) => void | Promise<void>;

interface Registration {
  /** Only ever called with the data of its own hook. */
  readonly handler: (data: never, call: Call, hook: string) => void | Promise<void>;
  readonly ignoreFailure: boolean;
}

/**
 * Handlers run in the call's transaction; one that fails aborts the call unless it said otherwise. Those of postCommit run after it
 * in a transaction of their own, and can no longer abort anything.
 */
export class Hooks {
  readonly #handlers = new Map<string, Registration[]>();
  readonly #forAny: Registration[] = [];

  on<N extends HookName>(
    phase: HookPhase,
    name: N,
    handler: HookHandler<N>,
    options: { readonly ignoreFailure?: boolean } = {},
  ): void {
    const key = `${phase}${name}`;
    const list = this.#handlers.get(key) ?? [];
    list.push({ handler, ignoreFailure: options.ignoreFailure ?? false });
    this.#handlers.set(key, list);
  }
  /** For those who only watch: what fails in them is no failure of the call. */
  onAny(handler: AnyHookHandler): void {
    this.#forAny.push({ handler, ignoreFailure: true });
  }

  has(phase: HookPhase, name: HookName): boolean {
    return this.#handlers.has(`${phase}${name}`) || this.#forAny.length > 0;
  }

  async emit<N extends HookName>(call: Call, phase: HookPhase, name: N, data: HookEvents[N]): Promise<void> {
    const hook = `${phase}${name}`;
    for (const { handler, ignoreFailure } of [...(this.#handlers.get(hook) ?? []), ...this.#forAny]) {
      try {
        // A statement that has failed would take the whole transaction with it, though nobody hears of it.
        await (ignoreFailure
          ? call.db.savepoint(async () => handler(data as never, call, hook))
          : handler(data as never, call, hook));
      } catch (cause) {
        if (!ignoreFailure) throw new CallbackError(`Error running ${hook} callback: ${messageOf(cause)}`, { cause });
        call.log.warn({ err: cause, hook }, 'ignored a failing hook');
      }
    }
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
