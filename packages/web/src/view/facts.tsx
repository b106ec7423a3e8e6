import type { Child } from 'hono/jsx';

/** A list of names and values about one thing. */
export function Facts({ children }: { children?: Child }): Child {
  return <dl class="facts">{children}</dl>;
}
/** One of them; left out when there is nothing to say. */
export function Fact({ name, children, when = true }: { name: string; children?: Child; when?: unknown }): Child {
  if (when === null || when === undefined || when === false || when === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** A section of a page with a heading. */
export function Part({ title, id, children, note }: { title: string; id?: string; children?: Child; note?: Child }): Child {
  return (
    <section class="part" id={id}>
      <h2>
        {title} {note === undefined ? null : <span class="note">{note}</span>}
      </h2>
      {children}
    </section>
  );
}
