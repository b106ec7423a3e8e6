import { rpmPath } from '@koji/common/paths/layout';
import type { ListedRpm } from '@koji/common/types/rpm';
import { BUILD_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { BuildState, Chip } from '../../view/badge.tsx';
import { Empty, Fact, Facts, Part } from '../../view/facts.tsx';
import { ActionButton } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { ForeignLink, href, PackageLink, RpmLink, TagLink, TaskLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { fileSize } from '../../view/size.ts';
import { duration, ExactTime } from '../../view/time.tsx';
import { owns, type Visit } from '../page.ts';
import type { BuildinfoData } from './buildinfo.ts';

export function buildinfoView(data: BuildinfoData, visit: Visit): Child {
  const { build, tags } = data;
  const began = build.start_ts ?? build.creation_ts;
  const buildID = build.build_id;
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
      >
        {build.state === BUILD_STATES.BUILDING && owns(visit, build.owner_id) ? (
          <ActionButton
            visit={visit}
            action="cancelbuild"
            label="Cancel build"
            query={{ buildID }}
            confirm={`Cancel ${build.nvr}?`}
          />
        ) : null}
      </Heading>
      <Facts>
        <Fact name="ID">{buildID}</Fact>
        <Fact name="Package">
          <PackageLink id={build.package_id} name={build.package_name} />
        </Fact>
        <Fact name="Epoch" when={build.epoch}>
          {build.epoch}
        </Fact>
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
          {build.completion_ts && began ? <span class="muted"> after {duration(build.completion_ts - began)}</span> : null}
        </Fact>
        <Fact name="Promoted by" when={build.promoter_id}>
          <UserLink id={build.promoter_id} name={build.promoter_name} /> <ExactTime at={build.promotion_ts} now={visit.now} />
        </Fact>
        <Fact name="Volume" when={build.volume_name !== 'DEFAULT'}>
          {build.volume_name}
        </Fact>
        <Fact name="Content generator" when={build.cg_name}>
          {build.cg_name}
        </Fact>
        <Fact name="Module build" when={data.moduleBuild}>
          <ModuleBuild id={data.moduleBuild} mbsUrl={visit.site.mbsUrl} />
        </Fact>
        <Fact name="Source" when={build.source} wide>
          <ForeignLink url={build.source} />
        </Fact>
        <Fact name={tags.length === 1 ? 'Tag' : 'Tags'} wide>
          {tags.length === 0
            ? 'none'
            : tags.map((tag, i) => (
                <>
                  {i > 0 ? ', ' : ''}
                  <TagLink id={tag.id} name={tag.name} />
                </>
              ))}
        </Fact>
      </Facts>
      <Rpms data={data} visit={visit} />
      <Archives data={data} visit={visit} />
      <Logs data={data} visit={visit} />
      <Changes data={data} />
    </>
  );
}

/** The build in the module build service that this one is of, with a link where the site knows that service. */
function ModuleBuild({ id, mbsUrl }: { id: BuildinfoData['moduleBuild']; mbsUrl: string | undefined }): Child {
  if (mbsUrl === undefined) return id;
  return <ForeignLink url={`${mbsUrl}/module/${encodeURIComponent(String(id))}`}>{id}</ForeignLink>;
}

function Rpms({ data: { rpms, build, directory }, visit }: { data: BuildinfoData; visit: Visit }): Child {
  if (rpms.length === 0) {
    return build.state === BUILD_STATES.COMPLETE ? null : (
      <Part title="Packages">
        <Empty>The packages appear here when the build is complete.</Empty>
      </Part>
    );
  }
  // The source first, then the arches by name, debug symbols last.
  const rank = (rpm: ListedRpm) =>
    [rpm.arch === 'src' ? 0 : 1, rpm.arch, /-debug(info|source)/.test(rpm.name) ? 1 : 0, rpm.name].join(' ');
  const sorted = [...rpms].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return (
    <Part title="Packages" note={String(rpms.length)}>
      <Listing
        label="RPMs"
        rows={sorted}
        empty=""
        columns={[
          {
            label: 'RPM',
            kind: 'title',
            cell: (rpm) => (
              <RpmLink id={rpm.id}>
                {rpm.nvr}.{rpm.arch}.rpm
              </RpmLink>
            ),
          },
          { label: 'Arch', cell: (rpm) => rpm.arch },
          { label: 'Size', kind: 'number', cell: (rpm) => fileSize(rpm.size) },
          {
            label: 'File',
            cell: (rpm) =>
              rpm.metadata_only ? (
                'not kept'
              ) : (
                <a href={`${visit.site.filesUrl}/${directory}/${encodeURI(rpmPath(rpm))}`}>download</a>
              ),
          },
        ]}
      />
    </Part>
  );
}

function Archives({ data: { archives, directory }, visit }: { data: BuildinfoData; visit: Visit }): Child {
  if (archives.length === 0) return null;
  return (
    <Part
      title="Other files"
      note={String(archives.length)}
      actions={<a href={`${visit.site.filesUrl}/${directory}/`}>all files</a>}
    >
      <Listing
        label="Archives"
        rows={archives}
        empty=""
        columns={[
          { label: 'File', kind: 'title', cell: (archive) => <span class="nvr">{archive.filename}</span> },
          { label: 'Kind', cell: (archive) => archive.type_description },
          { label: 'Size', kind: 'number', cell: (archive) => fileSize(archive.size) },
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
              {logs
                .filter((log) => log.dir === dir)
                .map((log, i) => (
                  <>
                    {i > 0 ? ', ' : ''}
                    <a href={`${visit.site.filesUrl}/${encodeURI(log.path)}`}>{log.name}</a>
                  </>
                ))}
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
      <div class="card padded">
        {changes.map((change) => (
          <pre>{`* ${change.date.slice(0, 10)} ${change.author}\n${change.text}\n\n`}</pre>
        ))}
      </div>
    </Part>
  );
}
