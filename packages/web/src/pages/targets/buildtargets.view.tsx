import type { Target } from '@koji/common/types/target';
import type { Child } from 'hono/jsx';
import { Heading } from '../../view/layout.tsx';
import { href, TagLink, TargetLink } from '../../view/link.tsx';
import { Listing, type Paged } from '../../view/listing.tsx';
import { may, type Visit } from '../page.ts';

export function buildtargetsView({ rows, paging }: Paged<Target>, visit: Visit): Child {
  return (
    <>
      <Heading title="Build targets" lead="A target says which tag a build takes its build root from and which tag it goes to.">
        {may(visit, 'target') ? (
          <a class="button" href={href('buildtargetcreate')}>
            New target
          </a>
        ) : null}
      </Heading>
      <Listing
        label="Build targets"
        rows={rows}
        paging={paging}
        visit={visit}
        empty="There are none yet. koji add-target makes one."
        columns={[
          { label: 'ID', kind: 'id', order: 'id', cell: ({ id }) => id },
          { label: 'Name', kind: 'title', order: 'name', cell: ({ id, name }) => <TargetLink id={id} name={name} /> },
          {
            label: 'Builds in',
            order: 'build_tag_name',
            cell: ({ build_tag, build_tag_name }) => <TagLink id={build_tag} name={build_tag_name} />,
          },
          {
            label: 'Goes to',
            order: 'dest_tag_name',
            cell: ({ dest_tag, dest_tag_name }) => <TagLink id={dest_tag} name={dest_tag_name} />,
          },
        ]}
      />
    </>
  );
}
