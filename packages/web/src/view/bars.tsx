import type { Child } from 'hono/jsx';
import type { Tone } from './badge.tsx';

// Drawn as SVG: the widths of bars are attributes there, and the site's policy allows no style in the page itself.

export interface Segment {
  readonly tone: Tone;
  readonly count: number;
}

/** How far a set of things has come, at a glance: one part per state, as long as there are things in it. */
export function ProgressBar({ segments, label }: { segments: readonly Segment[]; label: string }): Child {
  const total = segments.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  let at = 0;
  return (
    <svg class="progress" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      {segments
        .filter(({ count }) => count > 0)
        .map(({ tone, count }) => {
          const [x, width] = [at, (count / total) * 100];
          at += width;
          return <rect class={tone} x={x.toFixed(2)} y="0" width={Math.max(0.5, width - 0.4).toFixed(2)} height="8" />;
        })}
    </svg>
  );
}

/** When something was at work between the beginning and the end of the whole; 0 to 1. */
export function SpanBar({ from, to, tone, label }: { from: number; to: number; tone: Tone; label: string }): Child {
  const x = Math.min(99, Math.max(0, from * 100));
  const width = Math.max(1, Math.min(100, to * 100) - x);
  return (
    <svg class="span" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      <rect class={tone} x={x.toFixed(2)} y="0" width={width.toFixed(2)} height="8" />
    </svg>
  );
}

/** An amount against the largest one. */
export function AmountBar({
  value,
  max,
  tone = 'busy',
  wide = false,
}: {
  value: number;
  max: number;
  tone?: Tone;
  wide?: boolean;
}): Child {
  const width = max > 0 ? Math.min(100, (value / max) * 100) : 0;
  return (
    <svg class={wide ? 'amount wide' : 'amount'} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <rect class={tone} x="0" y="0" width={width.toFixed(2)} height="8" />
    </svg>
  );
}
