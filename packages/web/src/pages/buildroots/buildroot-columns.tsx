import type { Received } from '@koji/common/client/hub-client';
import type { Buildroot } from '@koji/common/types/buildroot';
import { BuildrootState } from '../../view/badge.tsx';
import { HostLink, RepoLink, TaskLink } from '../../view/link.tsx';
import type { Column } from '../../view/listing.tsx';
import { Nothing, Time } from '../../view/time.tsx';
import { BuildrootName } from './buildroot-name.tsx';

type BuildrootColumn = Column<Received<Buildroot>>;

export function buildrootColumns(now: number, { ofOneHost = false } = {}): (BuildrootColumn | false)[] {
  return [
    { label: 'Buildroot', kind: 'title', order: 'id', cell: (row) => <BuildrootName buildroot={row} /> },
    !ofOneHost && { label: 'Host', order: 'host_name', cell: (row) => <HostLink id={row.host_id} name={row.host_name} /> },
    { label: 'Task', cell: (row) => (row.task_id === null ? <Nothing /> : <TaskLink id={row.task_id} />) },
    { label: 'Repo', cell: (row) => (row.repo_id === null ? <Nothing /> : <RepoLink id={row.repo_id} />) },
    { label: 'Created', order: 'create_event_time', cell: (row) => <Time at={row.create_event_time} now={now} /> },
    { label: 'State', kind: 'state', cell: (row) => (row.state === null ? '' : <BuildrootState state={row.state} />) },
  ];
}
