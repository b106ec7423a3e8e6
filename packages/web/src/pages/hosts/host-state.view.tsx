import type { Received } from '@koji/common/client/hub-client';
import type { Host } from '@koji/common/types/host';
import type { Child } from 'hono/jsx';
import { Badge } from '../../view/badge.tsx';
import { AmountBar } from '../../view/bars.tsx';

/** The one word an operator wants first: does it take work, and if not, by whose will. */
export function HostState({ host }: { host: Pick<Received<Host>, 'enabled' | 'ready'> }): Child {
  if (!host.enabled) return <Badge tone="odd">disabled</Badge>;
  return host.ready ? <Badge tone="good">ready</Badge> : <Badge tone="bad">not ready</Badge>;
}

/** What it carries of what it can. */
export function HostLoad({ load, capacity }: { load: number; capacity: number }): Child {
  return (
    <span class="load">
      {load.toFixed(1)} / {capacity.toFixed(1)} <AmountBar value={load} max={capacity} tone={load > capacity ? 'bad' : 'busy'} />
    </span>
  );
}
