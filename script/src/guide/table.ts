import { type Chapter, outcomeOf } from './paragraph.ts';

/** The chapters as they stand in docs/setup-guide.md, from the first heading on. */
export function tablesOf(chapters: readonly Chapter[]): string {
  return chapters
    .map(({ title, paragraphs }) => {
      const rows = paragraphs.map(
        (paragraph) => `| ${paragraph.title} | ${paragraph.follow ? 'yes' : ''} | ${outcomeOf(paragraph)} |`,
      );
      return [`## ${title}`, '', '| paragraph | tried | followed |', '| --- | --- | --- |', ...rows, ''].join('\n');
    })
    .join('\n');
}
