import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { SessionState } from '@koji/common/client/hub-client';
import type { Logger, LogLevel } from '@koji/common/service/logger';
import type { WireValue } from '@koji/common/wire/values';
import type { KojidConfig } from '../config.ts';
import { identify, killTree, type ProcessIdentity } from '../process/kill-tree.ts';
import type { ProcessRunner } from '../process/runner.ts';
import type { RunningRecord } from './running-record.ts';

/** What a child process is told to do. */
export interface TaskOrder {
  readonly id: number;
  readonly method: string;
  readonly request: readonly WireValue[];
  readonly session: SessionState;
  readonly config: KojidConfig;
  readonly log: { readonly level: LogLevel; readonly file: string | undefined };
}
export type ChildMessage = { readonly kind: 'start'; readonly order: TaskOrder } | { readonly kind: 'alert' };

interface RunningChild {
  readonly process: ChildProcess;
  readonly identity: ProcessIdentity;
  readonly sessionId: number;
  hasEnded: boolean;
  /** What it left behind is gone as well. */
  isCleared: boolean;
  isBeingKilled: boolean;
}

const childProgram = fileURLToPath(new URL('../tasks/child.js', import.meta.url));

export interface ChildrenOptions {
  readonly runner: ProcessRunner;
  readonly record: RunningRecord;
  readonly log: Logger;
  /** Called when a child has ended and can be reaped. */
  readonly onEnd: () => void;
}

/** The processes of this builder's tasks. */
export class Children {
  readonly #options: ChildrenOptions;
  readonly #running = new Map<number, RunningChild>();

  constructor(options: ChildrenOptions) {
    this.#options = options;
  }

  get ids(): number[] {
    return [...this.#running.keys()];
  }
  has(taskId: number): boolean {
    return this.#running.has(taskId);
  }
  hasEnded(taskId: number): boolean {
    return this.#running.get(taskId)?.hasEnded ?? true;
  }

  async start(order: TaskOrder): Promise<void> {
    const { runner, record, log } = this.#options;
    const child = runner.startProgram(childProgram, []);
    const exited = once(child, 'exit');
    const identity = child.pid === undefined ? undefined : await identify(child.pid);
    if (!identity) {
      await exited;
      throw new Error(`cannot start a process for task ${order.id}`);
    }
    const running: RunningChild = {
      process: child,
      identity,
      sessionId: order.session.id,
      hasEnded: false,
      isCleared: false,
      isBeingKilled: false,
    };
    this.#running.set(order.id, running);
    exited
      .then(([code, signal]) => {
        if (code !== 0) log.warn({ task: order.id, code, signal }, 'the process of a task ended badly');
      })
      .catch((err: unknown) => log.error({ err, task: order.id }, 'the process of a task has failed'))
      .finally(() => this.#clear(order.id, running));
    try {
      await record.add(order.id, identity);
    } catch (error) {
      // Untold what to do it would wait for ever, and the task with it.
      await this.kill(order.id);
      throw error;
    }
    this.#send(running, { kind: 'start', order });
    log.info({ task: order.id, method: order.method, pid: identity.pid }, 'task started');
  }

  /** A task may leave processes behind, as `fork` does on purpose. They may take their time, which other tasks do not wait for. */
  async #clear(taskId: number, running: RunningChild): Promise<void> {
    const { log, onEnd } = this.#options;
    running.hasEnded = true;
    await killTree(running.identity, log).catch((err: unknown) => log.error({ err, task: taskId }, 'could not clear up'));
    running.isCleared = true;
    onEnd();
  }

  /** Tells a task that its children have news. */
  alert(taskId: number): void {
    const running = this.#running.get(taskId);
    if (running) this.#send(running, { kind: 'alert' });
  }

  /** Ends a task's process with all it started. Answers whether nothing is left of it. */
  async kill(taskId: number): Promise<boolean> {
    const running = this.#running.get(taskId);
    if (!running) return true;
    if (running.isBeingKilled) return false;
    running.isBeingKilled = true;
    try {
      return await killTree(running.identity, this.#options.log);
    } finally {
      running.isBeingKilled = false;
    }
  }

  /** Forgets tasks of whose processes nothing is left. Answers them with their sessions. */
  async reap(): Promise<{ taskId: number; sessionId: number }[]> {
    const ended = [...this.#running].filter(([, { isCleared, isBeingKilled }]) => isCleared && !isBeingKilled);
    for (const [taskId] of ended) {
      this.#running.delete(taskId);
      await this.#options.record.remove(taskId);
    }
    return ended.map(([taskId, { sessionId }]) => ({ taskId, sessionId }));
  }

  #send({ process: child }: RunningChild, message: ChildMessage): void {
    if (child.connected) child.send(message, (err) => err && this.#options.log.debug({ err }, 'a task could not be told'));
  }
}
