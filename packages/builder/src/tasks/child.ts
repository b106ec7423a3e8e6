import { HubSession } from '@koji/common/client/hub-client';
import { createLogger } from '@koji/common/service/logger';
import { sessionOptions } from '@koji/common/service/session';
import type { HubApi } from '@koji/hub/api';
import type { ChildMessage, TaskOrder } from '../daemon/children.ts';
import { sendSignal } from '../process/kill-tree.ts';
import { listProcesses, processTree } from '../process/processes.ts';
import { ProcessRunner } from '../process/runner.ts';
import { Alerts } from './alerts.ts';
import { findDefinition } from './registry.ts';
import { runTask, taskWorkdir } from './run-task.ts';

const alerts = new Alerts();
const abandoned = new AbortController();

/** One task in a process of its own, with a session of its own. */
async function work({ id, method, request, session: state, config, log: logging }: TaskOrder): Promise<void> {
  const log = createLogger({ name: 'kojid', ...logging }).child({ task: id, method });
  const definition = findDefinition(method);
  if (!definition) throw new Error(`no definition of task method ${method}`);
  const { signal } = abandoned;
  const session = new HubSession<HubApi>(sessionOptions(config, signal, log));
  session.resume(state);
  const runner = new ProcessRunner(log);
  const workdir = taskWorkdir(config.workdir, id);
  await runTask(definition, { id, hub: session.hub, session, config, runner, alerts, log, signal, workdir }, request);
  await session.logout();
}

/** The builder is gone: nobody would look after this task, and the next builder starts it anew. */
async function endAbandoned(): Promise<void> {
  abandoned.abort(new Error('the builder is gone'));
  for (const { pid } of processTree(await listProcesses(), process.pid)) {
    if (pid !== process.pid) sendSignal(pid, 'SIGKILL');
  }
  process.exit(1);
}

process.once('disconnect', () => void endAbandoned());
process.on('message', (message: ChildMessage) => {
  if (message.kind === 'alert') {
    alerts.raise();
    return;
  }
  work(message.order).then(
    () => process.exit(0),
    (error: unknown) => {
      if (!abandoned.signal.aborted)
        process.stderr.write(`kojid: task ${message.order.id}: ${error instanceof Error ? error.stack : error}\n`);
      process.exit(1);
    },
  );
});
