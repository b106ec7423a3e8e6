import type { Child } from 'hono/jsx';
import { AmountBar } from '../../view/bars.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import type { Visit } from '../page.ts';
import type { Count, CountReport } from './count-report.ts';

/** What a report is called and what stands in its columns. */
export interface ReportFrame {
  readonly title: string;
  readonly lead: string;
  /** Heading of the things, and of what is counted. */
  readonly things: string;
  readonly counted: string;
  /** The column by which the counts are sorted in the address. */
  readonly order: string;
  readonly empty: string;
  readonly filters?: Child;
  link(row: Count): Child;
}

/** Bars, the longest for the most. */
export function CountReportView({ frame, report, visit }: { frame: ReportFrame; report: CountReport; visit: Visit }): Child {
  return (
    <>
      <Heading trail={[[href('reports'), 'Reports']]} title={frame.title} lead={frame.lead} />
      {frame.filters}
      <Listing
        label={frame.title}
        rows={report.rows}
        paging={report.paging}
        visit={visit}
        empty={frame.empty}
        columns={[
          { label: frame.things, kind: 'title', order: 'name', cell: (row) => frame.link(row) },
          { label: frame.counted, kind: 'number', order: frame.order, cell: (row) => row.count.toLocaleString('en') },
          { label: 'Share', cell: (row) => <AmountBar value={row.count} max={report.max} wide /> },
        ]}
      />
    </>
  );
}
