import type { Child } from 'hono/jsx';

/** What is to be said of one thing: names above values, side by side as far as there is room. */
export function Facts({ children }: { children?: Child }): Child {
  return <dl class="facts card">{children}</dl>;
}
interface FactProps {
  readonly name: string;
  readonly children?: Child;
  /** Given as nothing, the fact is left out. */
  readonly when?: unknown;
  /** A line of its own. */
  readonly wide?: boolean;
}

/** One of them; left out when there is nothing to say. */
export function Fact(props: FactProps): Child {
  // Not a default parameter: that would take an undefined that was given for one that was not.
  if ('when' in props && isNothing(props.when)) return null;
  return (
    <div class={props.wide ? 'wide' : undefined}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === false || value === '';
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
