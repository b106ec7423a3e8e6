import type { Child } from 'hono/jsx';
import { Filters, Select } from '../../view/form.tsx';
import type { Visit } from '../page.ts';
import type { CountReport } from './count-report.ts';
import { CountReportView, type ReportFrame } from './count-report.view.tsx';
import { sampleChoices } from './sample-size.ts';

/** A report over the latest of something. */
export interface SampleReport extends CountReport {
  readonly last: number;
}

export function SampleReportView({
  frame,
  report,
  visit,
}: {
  frame: Omit<ReportFrame, 'filters'>;
  report: SampleReport;
  visit: Visit;
}): Child {
  const filters = (
    <Filters visit={visit} names={['last']}>
      <Select name="last" label="Counted" value={report.last} choices={sampleChoices} />
    </Filters>
  );
  return <CountReportView frame={{ ...frame, filters }} report={report} visit={visit} />;
}
