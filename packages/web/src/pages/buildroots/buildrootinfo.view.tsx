import type { Child } from 'hono/jsx';
import { BuildrootState, Chip } from '../../view/badge.tsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { HostLink, RepoLink, RpmLink, TagLink, TaskLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { ExactTime } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import type { BuildrootinfoData } from './buildrootinfo.ts';

export function buildrootinfoView({ buildroot, contents }: BuildrootinfoData, visit: Visit): Child {
  const { id, tag_id, tag_name, repo_id, state } = buildroot;
  return (
    <>
      <Heading
        title={tag_name && repo_id ? `${tag_name}-${id}-${repo_id}` : `Buildroot ${id}`}
        mark={state === null ? null : <BuildrootState state={state} />}
      />
      <Facts>
        <Fact name="ID">{id}</Fact>
        <Fact name="Arch">{buildroot.container_arch}</Fact>
        <Fact name="Host" when={buildroot.host_id}>
          <HostLink id={buildroot.host_id} name={buildroot.host_name} />
        </Fact>
        <Fact name="Task" when={buildroot.task_id}>
          {buildroot.task_id ? <TaskLink id={buildroot.task_id} /> : null}
        </Fact>
        <Fact name="Tag" when={tag_id}>
          {tag_id && tag_name ? <TagLink id={tag_id} name={tag_name} /> : null}
        </Fact>
        <Fact name="Repository" when={repo_id}>
          {repo_id ? <RepoLink id={repo_id} /> : null}
        </Fact>
        <Fact name="Content generator" when={buildroot.cg_name}>
          {buildroot.cg_name} {buildroot.cg_version}
        </Fact>
        <Fact name="Made" when={buildroot.create_ts}>
          <ExactTime at={buildroot.create_ts} now={visit.now} />
        </Fact>
        <Fact name="Given up" when={buildroot.retire_ts}>
          <ExactTime at={buildroot.retire_ts} now={visit.now} />
        </Fact>
      </Facts>
      <Part title="What was installed" note={contents.length > 0 ? String(contents.length) : undefined}>
        <Listing
          label="Installed packages"
          rows={contents}
          empty="Nothing has been recorded."
          columns={[
            {
              label: 'RPM',
              kind: 'title',
              cell: (rpm) => (
                <RpmLink id={rpm.rpm_id}>
                  {rpm.name}-{rpm.version}-{rpm.release}.{rpm.arch}
                </RpmLink>
              ),
            },
            { label: 'From', cell: (rpm) => (rpm.external_repo_id === 0 ? '' : rpm.external_repo_name) },
            { label: 'Installed', kind: 'state', cell: (rpm) => (rpm.is_update ? <Chip>for this build</Chip> : '') },
          ]}
        />
      </Part>
    </>
  );
}
