import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Entries on one page; a repository may hold tens of thousands. */
const pageSize = 1000;

/** An index page of a directory, sorted by name, a thousand entries a page. The address is for people to read. */
export async function listDirectory(directory: string, address: string, page: number): Promise<string> {
  const names: string[] = [];
  for await (const entry of await opendir(directory)) if (!entry.name.startsWith('.')) names.push(entry.name);
  names.sort();
  const pages = Math.max(1, Math.ceil(names.length / pageSize));
  const current = Number.isInteger(page) && page >= 1 && page <= pages ? page : 1;
  const shown = names.slice((current - 1) * pageSize, current * pageSize);
  const rows = await Promise.all(shown.map((name) => describeEntry(directory, name)));
  const links = Array.from({ length: pages }, (_, i) =>
    i + 1 === current ? `<b>${i + 1}</b>` : `<a href="?page=${i + 1}">${i + 1}</a>`,
  );
  const title = `Index of ${escapeHtml(address)}`;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${title}</title></head>
<body><h1>${title}</h1>${pages > 1 ? `<p>Page ${links.join(' ')}</p>` : ''}<table>
<tr><td><a href="../">../</a></td></tr>
${rows.join('\n')}
</table></body></html>
`;
}

async function describeEntry(directory: string, name: string): Promise<string> {
  // A dangling link is still shown, without size and time.
  const info = await stat(join(directory, name)).catch(() => undefined);
  const label = info?.isDirectory() ? `${name}/` : name;
  const size = info?.isFile() ? String(info.size) : '';
  const time = info ? info.mtime.toISOString().slice(0, 16).replace('T', ' ') : '';
  return `<tr><td><a href="./${encodeURIComponent(name)}${info?.isDirectory() ? '/' : ''}">${escapeHtml(label)}</a></td><td>${time}</td><td align="right">${size}</td></tr>`;
}
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
