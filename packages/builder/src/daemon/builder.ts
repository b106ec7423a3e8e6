import { cpus, loadavg } from 'node:os';
import type { Received } from '@koji/common/client/hub-client';
import type { Logger } from '@koji/common/service/logger';
import { TASK_STATES } from '@koji/common/types/states';
import type { HostTask } from '@koji/common/types/task';
import type { KojidConfig } from '../config.ts';
import { freeSpaceMiB } from '../host/disk.ts';
import { reasonNotReady } from '../host/readiness.ts';
import type { ProcessRunner } from '../process/runner.ts';
import type { BuilderSession } from '../session.ts';
import { Alerts } from '../tasks/alerts.ts';
import { findDefinition, taskDefinitions } from '../tasks/registry.ts';
import { runTask, taskWorkdir } from '../tasks/run-task.ts';
import { type TakenTask, takeTask } from '../tasks/take.ts';
import type { BuilderControl, ForegroundContext, HostFacts } from '../tasks/task.ts';
import type { Children, TaskOrder } from './children.ts';

export interface BuilderOptions {
  readonly session: BuilderSession;
  readonly hostId: number;
  readonly startedAt: number;
  readonly config: KojidConfig;
  readonly children: Children;
  readonly runner: ProcessRunner;
  readonly logging: TaskOrder['log'];
  readonly log: Logger;
  readonly signal: AbortSignal;
}
type OpenTask = Received<HostTask>;

/** Looks after this host's tasks: one round after the other, in which it reports, clears up, and takes what is assigned. */
export class Builder implements BuilderControl {
  readonly hostId: number;
  readonly startedAt: number;
  readonly #options: BuilderOptions;
  #isRestartPending = false;
  #lastReason: string | undefined;

  constructor(options: BuilderOptions) {
    this.#options = options;
    this.hostId = options.hostId;
    this.startedAt = options.startedAt;
  }

  requestRestart(): void {
    this.#isRestartPending = true;
  }
  /** Whether nothing stands in the way of a restart that was asked for. */
  get mayRestart(): boolean {
    return this.#isRestartPending && this.#options.children.ids.length === 0;
  }

  /** Answers whether a task was taken: then another one may follow at once. */
  async round(): Promise<boolean> {
    const { session, children } = this.#options;
    await this.#reap();
    const open = await session.hub.host.getHostTasks();
    await this.#freeStale(open);
    for (const { id, alert } of open) if (alert) children.alert(id);
    await this.#endForeign(new Set(open.map(({ id }) => id)));
    if (this.mayRestart) return false;
    return this.#takeNext(open.filter(({ id }) => children.has(id)));
  }

  async #reap(): Promise<void> {
    const { session, children, log } = this.#options;
    for (const { taskId, sessionId } of await children.reap()) {
      await session
        .logoutChild(sessionId)
        .catch((err: unknown) => log.debug({ err, task: taskId }, 'could not end the session of a task'));
    }
  }

  /** Tasks that are open on this host without a process: an earlier builder had them, or their process died. */
  async #freeStale(open: readonly OpenTask[]): Promise<void> {
    const { session, children, log } = this.#options;
    const stale = open.map(({ id }) => id).filter((id) => !children.has(id));
    if (stale.length === 0) return;
    log.info({ tasks: stale }, 'freeing stale tasks');
    await session.hub.host.freeTasks(stale);
  }

  /** Ends the processes of tasks that were canceled or given to another host. */
  async #endForeign(open: ReadonlySet<number>): Promise<void> {
    const { session, children, log } = this.#options;
    for (const id of children.ids) {
      if (open.has(id) || children.hasEnded(id)) continue;
      const task = (await session.hub.getTaskInfo(id)) as { state: number; host_id: number | null } | null;
      // Between the report of its result and its end a process is nobody's business.
      if (task && task.state !== TASK_STATES.CANCELED && task.host_id === this.hostId) continue;
      log.info({ task: id, state: task?.state, host: task?.host_id }, 'ending a task that is not ours any more');
      children.kill(id).catch((err: unknown) => log.error({ err, task: id }, 'could not end a task'));
    }
  }

  async #takeNext(running: readonly OpenTask[]): Promise<boolean> {
    const { session, children, log } = this.#options;
    const { hub } = session;
    const host = await hub.host.getHost();
    const load = running.reduce((sum, { waiting, weight }) => sum + (waiting ? 0 : weight), 0);
    const reason = await this.#reasonNotReady(host, load);
    await hub.host.updateHost(load, reason === undefined, { data: this.#hostData() });
    if (reason !== undefined) {
      if (this.#lastReason === undefined) log.info({ reason }, 'not ready for tasks');
      this.#lastReason = reason;
      return false;
    }
    this.#lastReason = undefined;
    for (const task of await hub.host.getTasks()) {
      if (children.has(task.id) || task.state !== TASK_STATES.ASSIGNED || task.host_id !== this.hostId) continue;
      const taken = await takeTask(hub, task, host as HostFacts, findDefinition(task.method), log);
      if (!taken) continue;
      await this.#start(taken);
      return true;
    }
    return false;
  }

  async #reasonNotReady(host: { enabled: boolean; capacity: number }, load: number): Promise<string | undefined> {
    const { config, children } = this.#options;
    return reasonNotReady({
      isRestartPending: this.#isRestartPending,
      isEnabled: host.enabled,
      load,
      capacity: host.capacity,
      runningTasks: children.ids.length,
      maxjobs: config.maxjobs,
      freeMiB: await freeSpaceMiB(config.mockdir),
      minspaceMiB: config.minspaceMiB,
      maxLoadPerCpu: config.maxLoadPerCpu,
      loadAverage: loadavg()[0] ?? 0,
      cpus: cpus().length,
    });
  }

  #hostData() {
    return { methods: taskDefinitions.map(({ method }) => method), maxjobs: this.#options.config.maxjobs };
  }

  async #start(task: TakenTask): Promise<void> {
    const { session, children, config, logging } = this.#options;
    const { id, method, request } = task;
    if (task.definition.isForeground) return runTask(task.definition, this.#foregroundContext(task), request);
    await children.start({ id, method, request, config, log: logging, session: await session.subsession() });
  }

  #foregroundContext({ id, method }: TakenTask): ForegroundContext {
    const { session, config, runner, log, signal } = this.#options;
    return {
      id,
      hub: session.hub,
      session,
      config,
      runner,
      alerts: new Alerts(),
      log: log.child({ task: id, method }),
      signal,
      workdir: taskWorkdir(config.workdir, id),
      builder: this,
    };
  }
}
