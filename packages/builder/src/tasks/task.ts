import type { Logger } from '@koji/common/service/logger';
import { type TaskArguments, type TaskMethod, type TaskMethodName, taskMethods } from '@koji/common/tasks/signatures';
import type { WireValue } from '@koji/common/wire/values';
import type { KojidConfig } from '../config.ts';
import type { Runner } from '../process/runner.ts';
import type { BuilderHub, BuilderSession } from '../session.ts';
import type { Alerts } from './alerts.ts';

/** What a task's story may touch. */
export interface TaskContext {
  readonly id: number;
  readonly hub: BuilderHub;
  readonly session: BuilderSession;
  readonly config: KojidConfig;
  readonly runner: Runner;
  readonly alerts: Alerts;
  readonly log: Logger;
  /** Fires when the task must end at once. */
  readonly signal: AbortSignal;
  /** Directory for the task's files; it goes when the task ends. */
  readonly workdir: string;
}

/** The builder itself, for tasks that run inside it. */
export interface BuilderControl {
  readonly hostId: number;
  /** When the builder's session began, in epoch seconds. */
  readonly startedAt: number;
  requestRestart(): void;
}
export interface ForegroundContext extends TaskContext {
  readonly builder: BuilderControl;
}

/** The host as the hub knows it. */
export interface HostFacts {
  readonly id: number;
  readonly name: string;
  readonly arches: string | null;
}

/** A task method that this builder can do. */
export interface TaskDefinition {
  readonly method: TaskMethodName;
  readonly weight: number;
  readonly isForeground: boolean;
  /** Whether this host can do this very task. */
  checkHost(hub: BuilderHub, host: HostFacts, request: readonly WireValue[]): Promise<boolean>;
  run(context: TaskContext, args: never): Promise<TaskResult>;
}
/** What a task answers; nothing counts as nil. */
export type TaskResult = WireValue | undefined;

interface Declaration<M extends TaskMethodName, C extends TaskContext> {
  readonly method: M;
  readonly checkHost?: TaskDefinition['checkHost'];
  run(context: C, args: TaskArguments<M>): Promise<TaskResult>;
}

/** Declares how a task method is done. It runs in a process of its own. */
export function defineTask<M extends TaskMethodName>(declaration: Declaration<M, TaskContext>): TaskDefinition {
  const { method, checkHost = acceptHost } = declaration;
  const facts: TaskMethod = taskMethods[method];
  return {
    method,
    weight: facts.weight,
    isForeground: facts.foreground ?? false,
    checkHost,
    run: (context, args) => declaration.run(context, args),
  };
}

/** Declares a task method that runs inside the builder's main process. */
export function defineForegroundTask<M extends TaskMethodName>(declaration: Declaration<M, ForegroundContext>): TaskDefinition {
  return defineTask({ ...declaration, run: (context, args) => declaration.run(context as ForegroundContext, args) });
}

async function acceptHost(): Promise<boolean> {
  return true;
}
