import type { Chapter } from './paragraph.ts';

/** The chapters as they stand in docs/setup-guide.md, from the first heading on. */
export function tablesOf(chapters: readonly Chapter[]): string {
  return chapters
    .map(({ title, paragraphs }) => {
      const rows = paragraphs.map(
        ({ title: what, difference, follow }) => `| ${what} | ${follow ? 'yes' : ''} | ${difference ?? 'as written'} |`,
      );
      return [`## ${title}`, '', '| paragraph | tried | followed |', '| --- | --- | --- |', ...rows, ''].join('\n');
    })
    .join('\n');
}
