import { BUILD_STATES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { BuildState } from '../../view/badge.tsx';
import { Filters, Select, TextField } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, href, PackageLink, TagLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Time } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import type { BuildsData } from './builds.ts';

const yesNo = [
  ['1', 'yes'],
  ['0', 'no'],
] as const;

export function buildsView(data: BuildsData, visit: Visit): Child {
  const { query, rows, paging, tag } = data;
  return (
    <>
      <Heading title="Builds" lead={<Restriction data={data} />} />
      <Filters visit={visit} names={['state', 'prefix', 'inherited', 'latest']}>
        <TextField name="prefix" label="Name begins with" value={query.prefix} />
        {tag ? (
          <>
            <Select name="latest" label="Only the latest" value={query.latest ? '1' : '0'} choices={yesNo} />
            <Select name="inherited" label="Inherited too" value={query.inherited ? '1' : '0'} choices={yesNo} />
          </>
        ) : (
          <Select
            name="state"
            label="State"
            value={query.state ?? 'all'}
            choices={[
              ['all', 'all'],
              ...Object.entries(BUILD_STATES).map(([name, state]) => [state, name.toLowerCase()] as const),
            ]}
          />
        )}
      </Filters>
      <Listing
        label="Builds"
        rows={rows}
        paging={paging}
        visit={visit}
        empty="No builds are like this."
        columns={[
          { label: 'ID', kind: 'id', order: 'build_id', cell: (build) => build.build_id },
          { label: 'Build', kind: 'title', order: 'nvr', cell: (build) => <BuildLink id={build.build_id} nvr={build.nvr} /> },
          tag &&
            query.inherited && {
              label: 'Tag',
              cell: (build) => ('tag_id' in build ? <TagLink id={build.tag_id} name={build.tag_name} /> : ''),
            },
          { label: 'Built by', order: 'owner_name', cell: (build) => <UserLink id={build.owner_id} name={build.owner_name} /> },
          { label: 'Finished', order: 'completion_time', cell: (build) => <Time at={build.completion_time} now={visit.now} /> },
          { label: 'State', kind: 'state', order: 'state', cell: (build) => <BuildState state={build.state} /> },
        ]}
      />
    </>
  );
}

function Restriction({ data: { user, tag, package: of } }: { data: BuildsData }): Child {
  if (!user && !tag && !of) return null;
  return (
    <>
      {of ? (
        <>
          of <PackageLink id={of.id} name={of.name} />{' '}
        </>
      ) : null}
      {user ? (
        <>
          by <UserLink id={user.id} name={user.name} />{' '}
        </>
      ) : null}
      {tag ? (
        <>
          in <TagLink id={tag.id} name={tag.name} />{' '}
        </>
      ) : null}
      (<a href={href('builds')}>all builds</a>)
    </>
  );
}
