import type { Child } from 'hono/jsx';
import { Badge } from '../../view/badge.tsx';
import { Filters, Select, TextField } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, PackageLink, TagLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import type { Visit } from '../page.ts';
import type { PackagesData } from './packages.ts';

const yesNo = [
  ['1', 'yes'],
  ['0', 'no'],
] as const;

export function packagesView(data: PackagesData, visit: Visit): Child {
  const { query, rows, paging, tag, user } = data;
  const isTagged = tag !== undefined || user !== undefined;
  return (
    <>
      <Heading title="Packages" lead={<Restriction data={data} />} />
      <Filters visit={visit} names={['prefix', 'inherited', 'blocked']}>
        <TextField name="prefix" label="Name begins with" value={query.prefix} />
        {tag ? (
          <>
            <Select name="inherited" label="Inherited too" value={query.inherited ? '1' : '0'} choices={yesNo} />
            <Select name="blocked" label="Blocked too" value={query.blocked ? '1' : '0'} choices={yesNo} />
          </>
        ) : null}
      </Filters>
      <Listing
        label="Packages"
        rows={rows}
        paging={paging}
        visit={visit}
        empty={isTagged ? 'No packages are like this.' : 'There are no packages yet. koji add-pkg puts the first one into a tag.'}
        columns={[
          { label: 'ID', kind: 'id', order: 'package_id', cell: (row) => row.package_id },
          {
            label: 'Name',
            kind: 'title',
            order: 'package_name',
            cell: (row) => <PackageLink id={row.package_id} name={row.package_name} />,
          },
          isTagged && {
            label: 'Tag',
            order: 'tag_name',
            cell: (row) => (row.tag_id && row.tag_name ? <TagLink id={row.tag_id} name={row.tag_name} /> : ''),
          },
          isTagged && {
            label: 'Owner',
            order: 'owner_name',
            cell: (row) => <UserLink id={row.owner_id} name={row.owner_name} />,
          },
          isTagged && { label: 'Listed', kind: 'state', cell: (row) => (row.blocked ? <Badge tone="odd">blocked</Badge> : '') },
        ]}
      />
    </>
  );
}

function Restriction({ data: { tag, user } }: { data: PackagesData }): Child {
  if (!tag && !user) return null;
  return (
    <>
      {tag ? (
        <>
          in <TagLink id={tag.id} name={tag.name} />{' '}
        </>
      ) : null}
      {user ? (
        <>
          owned by <UserLink id={user.id} name={user.name} />{' '}
        </>
      ) : null}
      (<a href={href('packages')}>all packages</a>)
    </>
  );
}
