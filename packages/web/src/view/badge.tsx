import { BR_STATES, BUILD_STATES, nameOf, REPO_STATES, TASK_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';

export type Tone = 'good' | 'bad' | 'busy' | 'idle' | 'odd';

const taskTones: Record<string, Tone> = {
  FREE: 'idle',
  OPEN: 'busy',
  CLOSED: 'good',
  CANCELED: 'odd',
  ASSIGNED: 'idle',
  FAILED: 'bad',
};
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
function StateBadge({
  table,
  tones,
  state,
}: {
  table: Readonly<Record<string, number>>;
  tones: Record<string, Tone>;
  state: number;
}): Child {
  const name = nameOf(table, state);
  return <Badge tone={tones[name] ?? 'idle'}>{name.toLowerCase()}</Badge>;
}
/** The tone in which a task's state is drawn wherever it has no room for a word. */
export function taskTone(state: number): Tone {
  return taskTones[nameOf(TASK_STATES, state)] ?? 'idle';
}

export function Badge({ tone, children }: { tone: Tone; children?: Child }): Child {
  return <span class={`badge ${tone}`}>{children}</span>;
}
/** A word that sorts a thing in, without being good or bad. */
export function Chip({ children }: { children?: Child }): Child {
  return <span class="chip">{children}</span>;
}
export function YesNo({ value, yes = 'yes', no = 'no' }: { value: unknown; yes?: string; no?: string }): Child {
  return <Badge tone={value ? 'good' : 'idle'}>{value ? yes : no}</Badge>;
}
