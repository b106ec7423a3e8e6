import type { Child } from 'hono/jsx';
import { BuildrootState, RepoState } from '../../view/badge.tsx';
import { Fact, Facts } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { HostLink, href, RepoLink, TagLink, TaskLink } from '../../view/link.tsx';
import { duration, ExactTime } from '../../view/time.tsx';
import { hasContent, WireView } from '../../view/wire-value.tsx';
import type { Visit } from '../page.ts';
import { labelOf } from '../tasks/task-label.ts';
import { buildrootName } from './buildroot-name.tsx';
import type { BuildrootinfoData } from './buildrootinfo.ts';

export function buildrootinfoView({ buildroot, task, counts }: BuildrootinfoData, visit: Visit): Child {
  const { tag_id, tag_name, repo_id, state } = buildroot;
  return (
    <>
      <Heading
        trail={task ? [[href('taskinfo', { taskID: task.id }), labelOf(task)]] : []}
        title={buildrootName(buildroot)}
        mark={state === null ? null : <BuildrootState state={state} />}
        lead="An environment in which packages were built"
      />
      <Facts>
        <Contents name="Made of" id={buildroot.id} type="component" rpms={counts.rpms} archives={counts.archives} />
        <Contents name="Built in it" id={buildroot.id} type="built" rpms={counts.builtRpms} archives={counts.builtArchives} />
        <Fact name="Task" when={task}>
          {task ? <TaskLink id={task.id}>{labelOf(task)}</TaskLink> : null}
        </Fact>
        <Fact name="Host" when={buildroot.host_id}>
          <HostLink id={buildroot.host_id} name={buildroot.host_name} />
        </Fact>
        <Fact name="Architecture">{buildroot.container_arch}</Fact>
        <Fact name="Tag" when={tag_id}>
          {tag_id && tag_name ? <TagLink id={tag_id} name={tag_name} /> : null}
        </Fact>
        <Fact name="Repository" when={repo_id}>
          {repo_id ? <RepoLink id={repo_id} /> : null}{' '}
          {buildroot.repo_state === null ? null : <RepoState state={buildroot.repo_state} />}
        </Fact>
        <Fact name="Made" when={buildroot.create_ts}>
          <ExactTime at={buildroot.create_ts} now={visit.now} />
        </Fact>
        <Fact name="Given up" when={buildroot.retire_ts}>
          <ExactTime at={buildroot.retire_ts} now={visit.now} />
        </Fact>
        <Fact name="In use for" when={buildroot.retire_ts && buildroot.create_ts}>
          {duration((buildroot.retire_ts ?? 0) - (buildroot.create_ts ?? 0))}
        </Fact>
        <Fact name="Content generator" when={buildroot.cg_name}>
          {buildroot.cg_name} {buildroot.cg_version}
        </Fact>
        <Fact name="Host system" when={buildroot.host_os}>
          {buildroot.host_os} {buildroot.host_arch}
        </Fact>
        <Fact name="Container" when={buildroot.cg_name && buildroot.container_type}>
          {buildroot.container_type}
        </Fact>
        <Fact name="ID">{buildroot.id}</Fact>
        <Fact name="Extra" when={hasContent(buildroot.extra)} wide>
          <WireView value={buildroot.extra} />
        </Fact>
      </Facts>
    </>
  );
}

function Contents({
  name,
  id,
  type,
  rpms,
  archives,
}: {
  name: string;
  id: number;
  type: 'component' | 'built';
  rpms: number;
  archives: number;
}): Child {
  return (
    <Fact name={name}>
      <a href={href('rpmlist', { type, buildrootID: id })}>{rpms.toLocaleString('en')} RPMs</a>
      {archives > 0 ? (
        <>
          , <a href={href('archivelist', { type, buildrootID: id })}>{archives.toLocaleString('en')} archives</a>
        </>
      ) : null}
    </Fact>
  );
}
