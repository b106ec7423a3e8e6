import type { Child } from 'hono/jsx';

/** A few things in one line: `a, b, c`. */
export function Commas<Item>({ items, children }: { items: readonly Item[]; children: (item: Item) => Child }): Child {
  return items.map((item, i) => (
    <>
      {i > 0 ? ', ' : ''}
      {children(item)}
    </>
  ));
}
