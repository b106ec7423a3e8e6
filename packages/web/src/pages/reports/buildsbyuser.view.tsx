import type { Child } from 'hono/jsx';
import { UserLink } from '../../view/link.tsx';
import type { Visit } from '../page.ts';
import { type SampleReport, SampleReportView } from './sample-report.view.tsx';

export function buildsbyuserView(report: SampleReport, visit: Visit): Child {
  const frame = {
    title: 'Builds by user',
    lead: 'Who builds most',
    things: 'User',
    counted: 'Builds',
    order: 'builds',
    empty: 'Nobody has built anything yet.',
    link: ({ id, name }: { id: number; name: string }) => <UserLink id={id} name={name} />,
  };
  return <SampleReportView frame={frame} report={report} visit={visit} />;
}
