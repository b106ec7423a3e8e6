import type { Child } from 'hono/jsx';

/** What is to be said of one thing: names above values, side by side as far as there is room. */
export function Facts({ children }: { children?: Child }): Child {
  return <dl class="facts card">{children}</dl>;
}
/** One of them; left out when there is nothing to say. A wide one has a line of its own. */
export function Fact({
  name,
  children,
  when = true,
  wide = false,
}: {
  name: string;
  children?: Child;
  when?: unknown;
  wide?: boolean;
}): Child {
  if (when === null || when === undefined || when === false || when === '') return null;
  return (
    <div class={wide ? 'wide' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** A section of a page with a heading. */
export function Part({
  title,
  id,
  children,
  note,
  actions,
}: {
  title: Child;
  id?: string;
  children?: Child;
  note?: Child;
  actions?: Child;
}): Child {
  return (
    <section class="part" id={id}>
      <div class="parthead">
        <h2>
          {title} {note === undefined || note === null ? null : <span class="note">{note}</span>}
        </h2>
        {actions ? <div class="actions">{actions}</div> : null}
      </div>
      {children}
    </section>
  );
}

/** What stands where a list would, if there were anything in it. */
export function Empty({ children }: { children?: Child }): Child {
  return <p class="empty card">{children}</p>;
}
