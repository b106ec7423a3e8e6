import type { Child } from 'hono/jsx';
import { TargetLink } from '../../view/link.tsx';
import type { Visit } from '../page.ts';
import { type SampleReport, SampleReportView } from './sample-report.view.tsx';

export function buildsbytargetView(report: SampleReport, visit: Visit): Child {
  const frame = {
    title: 'Builds by target',
    lead: 'Tasks that build a package, by what they build it for',
    things: 'Target',
    counted: 'Builds',
    order: 'builds',
    empty: 'Nothing has been built for a target yet.',
    link: ({ name }: { name: string }) => <TargetLink name={name} />,
  };
  return <SampleReportView frame={frame} report={report} visit={visit} />;
}
