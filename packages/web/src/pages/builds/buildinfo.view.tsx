import type { ListedRpm } from '@koji/common/types/rpm';
import { BUILD_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { BuildState, Chip } from '../../view/badge.tsx';
import { Commas } from '../../view/commas.tsx';
import { Empty, Fact, Facts, Part } from '../../view/facts.tsx';
import { fileAddress, siteFile } from '../../view/file-address.ts';
import { ActionButton } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { ForeignLink, href, PackageLink, RpmLink, TagLink, TaskLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { rpmName } from '../../view/rpm-name.ts';
import { fileSize } from '../../view/size.ts';
import { duration, ExactTime } from '../../view/time.tsx';
import { hasContent, WireView } from '../../view/wire-value.tsx';
import { owns, type Visit } from '../page.ts';
import { TaskStatus, TaskTrouble } from '../tasks/task-status.view.tsx';
import { TaskTree } from '../tasks/task-tree.view.tsx';
import type { BuildinfoData } from './buildinfo.ts';
import { Description, HeaderFacts } from './source-headers.view.tsx';

export function buildinfoView(data: BuildinfoData, visit: Visit): Child {
  const { build, task, headers } = data;
  const isBuilding = build.state === BUILD_STATES.BUILDING;
  return (
    <>
      <Heading
        trail={[
          [href('builds'), 'Builds'],
          [href('packageinfo', { packageID: build.package_id }), build.package_name],
        ]}
        title={build.nvr}
        mark={
          <>
            <BuildState state={build.state} /> {build.draft ? <Chip>draft</Chip> : null}
          </>
        }
        lead={headers.SUMMARY}
      >
        {isBuilding && owns(visit, build.owner_id) ? (
          <ActionButton
            visit={visit}
            action="cancelbuild"
            label="Cancel build"
            query={{ buildID: build.build_id }}
            confirm={`Cancel ${build.nvr}?`}
          />
        ) : null}
      </Heading>
      <div id="live" data-refresh={isBuilding ? 5 : undefined} data-state={build.state}>
        {task ? (
          <>
            {isBuilding ? <TaskStatus data={task} now={visit.now} /> : null}
            <TaskTrouble data={task} />
            {task.rows.length === 0 ? null : (
              <Part title="Tasks" actions={<a href={href('watchlogs', { taskID: task.task.id })}>All logs</a>}>
                <TaskTree rows={task.rows} hosts={task.hosts} now={visit.now} />
              </Part>
            )}
          </>
        ) : null}
        <BuildFacts data={data} visit={visit} />
      </div>
      <Description headers={headers} />
      <Rpms data={data} visit={visit} />
      <Archives data={data} visit={visit} />
      <Logs data={data} visit={visit} />
      <Changes data={data} />
    </>
  );
}

function BuildFacts({ data, visit }: { data: BuildinfoData; visit: Visit }): Child {
  const { build, tags, types, headers } = data;
  const began = build.start_ts ?? build.creation_ts;
  const otherTypes = Object.entries(types).filter(([name]) => name !== 'rpm');
  return (
    <Facts>
      <Fact name="Built by">
        <UserLink id={build.owner_id} name={build.owner_name} />
      </Fact>
      <Fact name="Task" when={build.task_id}>
        {build.task_id ? <TaskLink id={build.task_id} /> : null}
      </Fact>
      <Fact name="Started">
        <ExactTime at={began} now={visit.now} />
      </Fact>
      <Fact name="Completed" when={build.completion_ts}>
        <ExactTime at={build.completion_ts} now={visit.now} />
      </Fact>
      <Fact name="Took" when={build.completion_ts && began}>
        {duration((build.completion_ts ?? 0) - began)}
      </Fact>
      <Fact name="Package">
        <PackageLink id={build.package_id} name={build.package_name} />
      </Fact>
      <Fact name="Epoch" when={build.epoch}>
        {build.epoch}
      </Fact>
      <Fact name={tags.length === 1 ? 'Tag' : 'Tags'} wide={tags.length > 3}>
        {tags.length === 0 ? <span class="muted">none</span> : null}
        <Commas items={tags}>{(tag) => <TagLink id={tag.id} name={tag.name} />}</Commas>
      </Fact>
      <Fact name="Volume" when={build.volume_name !== 'DEFAULT'}>
        {build.volume_name}
      </Fact>
      <Fact name="Promoted by" when={build.promoter_id}>
        <UserLink id={build.promoter_id} name={build.promoter_name} /> <ExactTime at={build.promotion_ts} now={visit.now} />
      </Fact>
      <Fact name="Content generator" when={build.cg_name}>
        {build.cg_name}
      </Fact>
      <Fact name="Module build" when={data.moduleBuild}>
        <ModuleBuild id={data.moduleBuild} mbsUrl={visit.site.mbsUrl} />
      </Fact>
      <HeaderFacts headers={headers} />
      <Fact name="ID">{build.build_id}</Fact>
      <Fact name="Source" when={build.source} wide>
        <ForeignLink url={build.source} />
      </Fact>
      {otherTypes.map(([name, about]) => (
        <Fact name={`As ${name}`} wide={hasContent(about)}>
          {hasContent(about) ? <WireView value={about} /> : 'yes'}
        </Fact>
      ))}
      <Fact name="Extra" when={hasContent(build.extra)} wide>
        <WireView value={build.extra} />
      </Fact>
    </Facts>
  );
}

/** The build in the module build service that this one is of, with a link where the site knows that service. */
function ModuleBuild({ id, mbsUrl }: { id: BuildinfoData['moduleBuild']; mbsUrl: string | undefined }): Child {
  if (mbsUrl === undefined) return id;
  return <ForeignLink url={`${mbsUrl}/module/${encodeURIComponent(String(id))}`}>{id}</ForeignLink>;
}

const isDebug = ({ name }: ListedRpm) => /-debug(info|source)(-|$)/.test(name);

/** Architectures with the source first and what fits all of them next; debug symbols come last in each. */
function byArch(rpms: readonly ListedRpm[]): [arch: string, rpms: ListedRpm[]][] {
  const rank = (arch: string) => (arch === 'src' ? 0 : arch === 'noarch' ? 1 : 2);
  const arches = [...new Set(rpms.map(({ arch }) => arch))].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const sorted = [...rpms].sort((a, b) => Number(isDebug(a)) - Number(isDebug(b)) || (a.name < b.name ? -1 : 1));
  return arches.map((arch) => [arch, sorted.filter((rpm) => rpm.arch === arch)]);
}

function Rpms({ data: { rpms, build }, visit }: { data: BuildinfoData; visit: Visit }): Child {
  if (rpms.length === 0) {
    return build.state !== BUILD_STATES.BUILDING ? null : (
      <Part title="Packages">
        <Empty>The packages appear here when the build is complete.</Empty>
      </Part>
    );
  }
  return (
    <Part title="Packages" note={String(rpms.length)}>
      <div class="groups">
        {byArch(rpms).map(([arch, ofArch]) => (
          <section class="card">
            <h3>{arch}</h3>
            <ul class="files">
              {ofArch.map((rpm) => {
                const address = rpm.metadata_only ? undefined : fileAddress(visit.site, (layout) => layout.rpm(build, rpm));
                return (
                  <li class={isDebug(rpm) ? 'minor' : undefined}>
                    <RpmLink id={rpm.id}>{rpmName(rpm)}.rpm</RpmLink>
                    <span class="size">{fileSize(rpm.size)}</span>
                    {address ? (
                      <a href={address} aria-label={`Download ${rpmName(rpm)}.rpm`} title="Download">
                        ↓
                      </a>
                    ) : (
                      <span class="muted">not kept</span>
                    )}
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
    </Part>
  );
}

function Archives({ data: { archives, build }, visit }: { data: BuildinfoData; visit: Visit }): Child {
  if (archives.length === 0) return null;
  return (
    <Part title="Other files" note={String(archives.length)}>
      <Listing
        label="Archives"
        rows={archives}
        empty=""
        columns={[
          {
            label: 'File',
            kind: 'title',
            cell: (archive) => <a href={href('archiveinfo', { archiveID: archive.id })}>{archive.filename}</a>,
          },
          { label: 'Kind', cell: (archive) => archive.type_description },
          { label: 'Arch', cell: (archive) => archive.arch ?? '' },
          { label: 'Size', kind: 'number', cell: (archive) => fileSize(archive.size) },
          {
            label: 'File',
            cell: (archive) => {
              if (archive.metadata_only) return 'not kept';
              const address = fileAddress(visit.site, (layout) => layout.archive(build, archive));
              return address ? <a href={address}>download</a> : '';
            },
          },
        ]}
      />
    </Part>
  );
}

function Logs({ data: { logs }, visit }: { data: BuildinfoData; visit: Visit }): Child {
  if (logs.length === 0) return null;
  const dirs = [...new Set(logs.map((log) => log.dir))].sort();
  return (
    <Part title="Logs">
      <dl class="struct card padded">
        {dirs.map((dir) => (
          <>
            <dt>{dir === '' || dir === '.' ? 'build' : dir}</dt>
            <dd>
              <Commas items={logs.filter((log) => log.dir === dir)}>
                {(log) => <a href={siteFile(visit.site, log.path)}>{log.name}</a>}
              </Commas>
            </dd>
          </>
        ))}
      </dl>
    </Part>
  );
}

function Changes({ data: { changes } }: { data: BuildinfoData }): Child {
  if (changes.length === 0) return null;
  return (
    <Part title="What changed">
      <div class="changes card padded">
        {changes.map((change) => (
          <article>
            <h3>
              {change.date.slice(0, 10)} {change.author}
            </h3>
            <pre>{change.text}</pre>
          </article>
        ))}
      </div>
    </Part>
  );
}
