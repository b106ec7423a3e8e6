import type { Child } from 'hono/jsx';

/** Writes a drawn view out as HTML. */
export async function render(view: Child): Promise<string> {
  return String(await (view as { toString(): string | Promise<string> }).toString());
}
export async function renderDocument(view: Child): Promise<string> {
  return `<!DOCTYPE html>\n${await render(view)}`;
}
