import type { Child } from 'hono/jsx';
import { Badge } from '../../view/badge.tsx';
import { Filters, TextField } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, TagLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { may, type Visit } from '../page.ts';
import type { TagsData } from './tags.ts';

export function tagsView({ query, rows, paging }: TagsData, visit: Visit): Child {
  return (
    <>
      <Heading title="Tags">
        {may(visit, 'tag') ? (
          <a class="button" href={href('tagcreate')}>
            New tag
          </a>
        ) : null}
      </Heading>
      <Filters visit={visit} names={['pattern']}>
        <TextField name="pattern" label="Name, * stands for anything" value={query.pattern} />
      </Filters>
      <Listing
        label="Tags"
        rows={rows}
        paging={paging}
        visit={visit}
        empty={
          query.pattern ? `No tag’s name is like “${query.pattern}”.` : 'There are no tags yet. koji add-tag makes the first one.'
        }
        columns={[
          { label: 'ID', kind: 'id', order: 'id', cell: (tag) => tag.id },
          { label: 'Name', kind: 'title', order: 'name', cell: (tag) => <TagLink id={tag.id} name={tag.name} /> },
          { label: 'Arches', cell: (tag) => tag.arches },
          { label: 'Builds', cell: (tag) => <a href={href('builds', { tagID: tag.id })}>builds</a> },
          { label: 'Needs', cell: (tag) => tag.perm },
          { label: 'State', kind: 'state', cell: (tag) => (tag.locked ? <Badge tone="odd">locked</Badge> : '') },
        ]}
      />
    </>
  );
}
