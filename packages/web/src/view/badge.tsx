import { BR_STATES, BUILD_STATES, nameOf, REPO_STATES, TASK_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';

type Tone = 'good' | 'bad' | 'busy' | 'idle' | 'odd';

const taskTones: Record<string, Tone> = { FREE: 'idle', OPEN: 'busy', CLOSED: 'good', CANCELED: 'odd', ASSIGNED: 'idle', FAILED: 'bad' };
const buildTones: Record<string, Tone> = { BUILDING: 'busy', COMPLETE: 'good', DELETED: 'idle', FAILED: 'bad', CANCELED: 'odd' };
const repoTones: Record<string, Tone> = { INIT: 'busy', READY: 'good', EXPIRED: 'idle', DELETED: 'idle', PROBLEM: 'bad' };
const buildrootTones: Record<string, Tone> = { INIT: 'idle', WAITING: 'idle', BUILDING: 'busy', EXPIRED: 'idle' };

export function TaskState({ state }: { state: number }): Child {
  return <StateBadge table={TASK_STATES} tones={taskTones} state={state} />;
}
export function BuildState({ state }: { state: number }): Child {
  return <StateBadge table={BUILD_STATES} tones={buildTones} state={state} />;
}
export function RepoState({ state }: { state: number }): Child {
  return <StateBadge table={REPO_STATES} tones={repoTones} state={state} />;
}
export function BuildrootState({ state }: { state: number }): Child {
  return <StateBadge table={BR_STATES} tones={buildrootTones} state={state} />;
}
function StateBadge({ table, tones, state }: { table: Readonly<Record<string, number>>; tones: Record<string, Tone>; state: number }): Child {
  const name = nameOf(table, state);
  return <Badge tone={tones[name] ?? 'idle'}>{name.toLowerCase()}</Badge>;
}

export function Badge({ tone, children }: { tone: Tone; children?: Child }): Child {
  return <span class={`badge ${tone}`}>{children}</span>;
}
export function YesNo({ value, yes = 'yes', no = 'no' }: { value: boolean | null | undefined; yes?: string; no?: string }): Child {
  return <Badge tone={value ? 'good' : 'idle'}>{value ? yes : no}</Badge>;
}
