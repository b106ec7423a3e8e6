import { isStruct } from '@koji/common/is-struct';
import { DateTime, Double, type WireValue } from '@koji/common/wire/values';
import type { Child } from 'hono/jsx';
import { ForeignLink, isWebAddress } from './link.tsx';

const deepest = 8;

/** Any value of the wire, drawn so that people can read it. */
export function WireView({ value, depth = 0 }: { value: WireValue | undefined; depth?: number }): Child {
  if (value === null || value === undefined) return <span class="muted">none</span>;
  if (typeof value === 'string') return <TextView text={value} />;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' || typeof value === 'bigint') return <span class="mono">{String(value)}</span>;
  if (value instanceof Double || value instanceof DateTime) return <span class="mono">{String(value)}</span>;
  if (value instanceof Uint8Array) return <span class="muted">{value.length} bytes</span>;
  if (depth >= deepest) return <span class="muted">…</span>;
  if (Array.isArray(value)) return <ListView items={value} depth={depth} />;
  return <StructView struct={isStruct(value) ? value : {}} depth={depth} />;
}
function TextView({ text }: { text: string }): Child {
  if (text === '') return <span class="muted">empty</span>;
  if (isWebAddress(text)) return <ForeignLink url={text} />;
  return <span class="mono breaks">{text}</span>;
}
function ListView({ items, depth }: { items: readonly WireValue[]; depth: number }): Child {
  if (items.length === 0) return <span class="muted">none</span>;
  return (
    <ul class="values">
      {items.map((item) => (
        <li>
          <WireView value={item} depth={depth + 1} />
        </li>
      ))}
    </ul>
  );
}
function StructView({ struct, depth }: { struct: Readonly<Record<string, WireValue>>; depth: number }): Child {
  const entries = Object.entries(struct);
  if (entries.length === 0) return <span class="muted">none</span>;
  return (
    <dl class="struct">
      {entries.map(([key, value]) => (
        <>
          <dt>{key}</dt>
          <dd>
            <WireView value={value} depth={depth + 1} />
          </dd>
        </>
      ))}
    </dl>
  );
}

/** Whether a struct has anything in it to show. */
export function hasContent(value: object | null | undefined): boolean {
  return value !== null && value !== undefined && Object.keys(value).length > 0;
}
