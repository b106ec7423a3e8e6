import type { InheritanceStep } from '@koji/common/types/tag';
import type { Child } from 'hono/jsx';
import { Badge, BuildState, Chip, RepoState } from '../../view/badge.tsx';
import { Commas } from '../../view/commas.tsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { ActionButton } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, ForeignLink, href, RepoLink, TagLink, TargetLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { ExactTime, Time } from '../../view/time.tsx';
import { WireView } from '../../view/wire-value.tsx';
import { may, type Visit } from '../page.ts';
import type { TaginfoData } from './taginfo.ts';

export function taginfoView(data: TaginfoData, visit: Visit): Child {
  return data.deletedAt === undefined ? livingTagView(data, visit) : deletedTagView(data, visit);
}

function deletedTagView({ tag, deletedAt }: TaginfoData, visit: Visit): Child {
  return (
    <>
      <Heading trail={[[href('tags'), 'Tags']]} title={tag.name} mark={<Badge tone="odd">deleted</Badge>} />
      <Facts>
        <Fact name="ID">{tag.id}</Fact>
        <Fact name="Deleted">
          <ExactTime at={deletedAt} now={visit.now} />
        </Fact>
      </Facts>
    </>
  );
}

function livingTagView(data: TaginfoData, visit: Visit): Child {
  const { tag, repo, requests, latest, externalRepos } = data;
  return (
    <>
      <Heading trail={[[href('tags'), 'Tags']]} title={tag.name} mark={tag.locked ? <Badge tone="odd">locked</Badge> : null}>
        {may(visit, 'tag') ? (
          <>
            <a class="button" href={href('tagedit', { tagID: tag.id })}>
              Edit
            </a>
            <a class="button" href={href('tagparent', { tagID: tag.id, action: 'add' })}>
              Add a parent
            </a>
            <ActionButton
              visit={visit}
              action="tagdelete"
              label="Delete"
              query={{ tagID: tag.id }}
              confirm={`Delete the tag ${tag.name}?`}
            />
          </>
        ) : null}
      </Heading>
      <Facts>
        <Fact name="ID">{tag.id}</Fact>
        <Fact name="Arches">{tag.arches || 'as inherited'}</Fact>
        <Fact name="Needs permission" when={tag.perm}>
          {tag.perm}
        </Fact>
        <Fact name="Builds">
          <a href={href('builds', { tagID: tag.id })}>latest</a>,{' '}
          <a href={href('builds', { tagID: tag.id, latest: 0, inherited: 0 })}>all of its own</a>
        </Fact>
        <Fact name="Packages">
          <a href={href('packages', { tagID: tag.id })}>the list</a>
        </Fact>
        <Fact name="Repository">
          {repo ? (
            <>
              <RepoLink id={repo.id} /> <RepoState state={repo.state} /> <Time at={repo.create_ts} now={visit.now} />
            </>
          ) : (
            'none'
          )}
        </Fact>
        <Fact name="Requests for repositories" when={requests > 0}>
          <a href={href('reporequests', { tag: tag.id, active: 'all' })}>{requests.toLocaleString('en')}</a>
        </Fact>
        <Fact name="Maven" when={tag.maven_support}>
          {tag.maven_include_all ? 'all versions' : 'latest versions'}
        </Fact>
        <Fact name="Builds of these targets use it" when={data.buildTargets.length > 0}>
          <Targets targets={data.buildTargets} />
        </Fact>
        <Fact name="Builds of these targets go here" when={data.destTargets.length > 0}>
          <Targets targets={data.destTargets} />
        </Fact>
      </Facts>
      <Inheritance data={data} visit={visit} />
      {externalRepos.length === 0 ? null : (
        <Part title="External repositories">
          <Listing
            label="External repositories"
            rows={externalRepos}
            empty=""
            columns={[
              {
                label: 'Name',
                kind: 'title',
                cell: (row) => (
                  <a href={href('externalrepoinfo', { extrepoID: row.external_repo_id })}>{row.external_repo_name}</a>
                ),
              },
              { label: 'Priority', kind: 'number', cell: (row) => row.priority },
              { label: 'Address', cell: (row) => <ForeignLink url={row.url} /> },
              { label: 'Through', cell: (row) => row.tag_name },
            ]}
          />
        </Part>
      )}
      <Part title="Tagged last">
        <Listing
          label="Builds tagged last"
          rows={latest}
          empty="Nothing has been tagged into it."
          columns={[
            { label: 'Build', kind: 'title', cell: (build) => <BuildLink id={build.build_id} nvr={build.nvr} /> },
            { label: 'Built by', cell: (build) => <UserLink id={build.owner_id} name={build.owner_name} /> },
            { label: 'Finished', cell: (build) => <Time at={build.completion_time} now={visit.now} /> },
            { label: 'State', kind: 'state', cell: (build) => <BuildState state={build.state} /> },
          ]}
        />
      </Part>
      {Object.keys(tag.extra).length === 0 ? null : (
        <Part title="Options">
          <div class="card padded">
            <WireView value={tag.extra} />
          </div>
        </Part>
      )}
    </>
  );
}

function Targets({ targets }: { targets: TaginfoData['buildTargets'] }): Child {
  return <Commas items={targets}>{({ id, name }) => <TargetLink id={id} name={name} />}</Commas>;
}

function Inheritance({ data: { tag, parents, children }, visit }: { data: TaginfoData; visit: Visit }): Child {
  if (parents.length === 0 && children.length === 0) return null;
  return (
    <Part title="Inheritance" note={children.length > 0 ? `${children.length} inherit from it` : undefined}>
      {parents.length === 0 ? null : (
        <Listing
          label="What it inherits from"
          rows={parents}
          empty=""
          columns={[
            {
              label: 'Parent',
              kind: 'title',
              cell: (link) => (
                <div class={`depth${Math.min(link.currdepth - 1, 6)}`}>
                  <TagLink id={link.parent_id} name={link.name} />
                </div>
              ),
            },
            { label: 'Priority', kind: 'number', cell: (link) => link.priority },
            { label: 'Limits', cell: (link) => (hasLimits(link) ? <Limits link={link} /> : '') },
            may(visit, 'tag') && {
              label: 'Change',
              cell: (link) => (link.child_id === tag.id ? <ChangeLink link={link} /> : ''),
            },
          ]}
        />
      )}
      {children.length === 0 ? null : (
        <p class="card padded">
          Inherited by <Commas items={children}>{({ tag_id, name }) => <TagLink id={tag_id} name={name} />}</Commas>
        </p>
      )}
    </Part>
  );
}

function hasLimits({ maxdepth, intransitive, noconfig, pkg_filter }: InheritanceStep): boolean {
  return maxdepth !== null || intransitive || noconfig || pkg_filter !== '';
}
function Limits({ link }: { link: InheritanceStep }): Child {
  return (
    <>
      {link.maxdepth === null ? null : <Chip>depth {link.maxdepth}</Chip>} {link.intransitive ? <Chip>intransitive</Chip> : null}{' '}
      {link.noconfig ? <Chip>no configuration</Chip> : null} {link.pkg_filter ? <Chip>only {link.pkg_filter}</Chip> : null}
    </>
  );
}

function ChangeLink({ link: { child_id, parent_id } }: { link: InheritanceStep }): Child {
  const address = (action: string) => href('tagparent', { tagID: child_id, parentID: parent_id, action });
  return (
    <>
      <a href={address('edit')}>edit</a>, <a href={address('remove')}>remove</a>
    </>
  );
}
