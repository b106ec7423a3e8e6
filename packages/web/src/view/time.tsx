import type { Child } from 'hono/jsx';

/** A moment as the hub sends it: epoch seconds, or its text `2026-11-23 07:24:06.919864+00:00`. */
export type Moment = number | string | null | undefined;

/** A moment in epoch milliseconds; none for what is empty. */
export function momentMs(moment: Moment): number | undefined {
  if (moment === null || moment === undefined || moment === '') return undefined;
  if (typeof moment === 'number') return moment * 1000;
  const text = moment.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1');
  const ms = Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

const units: [name: string, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['h', 3600],
  ['min', 60],
];

/** How long ago, or how far ahead: `3 h ago`, `in 2 days`, `just now`. */
export function relativeTime(ms: number, nowMs: number): string {
  const seconds = Math.round((nowMs - ms) / 1000);
  const size = Math.abs(seconds);
  const unit = units.find(([, length]) => size >= length);
  if (unit === undefined) return 'just now';
  const count = Math.floor(size / unit[1]);
  const words = `${count} ${unit[0]}${count > 1 && unit[0].length > 3 ? 's' : ''}`;
  return seconds >= 0 ? `${words} ago` : `in ${words}`;
}

/** Seconds to read at a glance: `42 s`, `3 min 12 s`, `2 h 05 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [days, h, m, s] = [Math.floor(whole / 86_400), Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  if (days > 0) return `${days} d ${h} h`;
  if (h > 0) return `${h} h ${two(m)} min`;
  return m > 0 ? `${m} min ${two(s)} s` : `${s} s`;
}

/** `2026-11-23 07:24:06 UTC` */
export function exactTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A moment to read at a glance; the exact one appears on hover. */
export function Time({ at, now }: { at: Moment; now: number }): Child {
  const ms = momentMs(at);
  if (ms === undefined) return <Nothing />;
  return (
    <time datetime={new Date(ms).toISOString()} title={exactTime(ms)}>
      {relativeTime(ms, now * 1000)}
    </time>
  );
}
/** A moment written out, with how long ago behind it. */
export function ExactTime({ at, now }: { at: Moment; now: number }): Child {
  const ms = momentMs(at);
  if (ms === undefined) return <Nothing />;
  return (
    <time datetime={new Date(ms).toISOString()} title={exactTime(ms)}>
      {relativeTime(ms, now * 1000)} <span class="muted nowrap">{exactTime(ms).slice(0, 16)}</span>
    </time>
  );
}
/** Stands where a value would. */
export function Nothing(): Child {
  return (
    <span class="muted" title="none">
      –
    </span>
  );
}
