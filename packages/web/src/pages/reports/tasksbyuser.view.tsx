import type { Child } from 'hono/jsx';
import { UserLink } from '../../view/link.tsx';
import type { Visit } from '../page.ts';
import { type SampleReport, SampleReportView } from './sample-report.view.tsx';

export function tasksbyuserView(report: SampleReport, visit: Visit): Child {
  const frame = {
    title: 'Tasks by user',
    lead: 'Who gives the hosts work: tasks that people and programs started',
    things: 'User',
    counted: 'Tasks',
    order: 'tasks',
    empty: 'Nobody has started a task yet.',
    link: ({ id, name }: { id: number; name: string }) => <UserLink id={id} name={name} />,
  };
  return <SampleReportView frame={frame} report={report} visit={visit} />;
}
