import type { Child } from 'hono/jsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { fileSize } from '../../view/size.ts';
import { containerAddress, containerName } from '../buildroots/container.ts';
import type { Visit } from '../page.ts';
import type { ArchivelistData } from './archivelist.ts';

const titles = { component: 'Archives it was made of', built: 'Archives built in it', image: 'Archives in it' };

export function archivelistView({ query, container, rows, paging }: ArchivelistData, visit: Visit): Child {
  return (
    <>
      <Heading trail={[[containerAddress(query), containerName(container)]]} title={titles[query.type]} />
      <Listing
        label="Archives"
        rows={rows}
        paging={paging}
        visit={visit}
        empty="There are none."
        columns={[
          {
            label: 'File',
            kind: 'title',
            order: 'filename',
            cell: (archive) => <a href={href('archiveinfo', { archiveID: archive.id })}>{archive.filename}</a>,
          },
          { label: 'Type', order: 'type_name', cell: (archive) => archive.type_name },
          { label: 'Size', kind: 'number', order: 'size', cell: (archive) => fileSize(archive.size) },
          query.type === 'component' && {
            label: 'Dependency',
            cell: (archive) => (archive.project ? 'of the project' : ''),
          },
        ]}
      />
    </>
  );
}
