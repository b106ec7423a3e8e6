import type { Child } from 'hono/jsx';
import { Part } from '../../view/facts.tsx';
import { href } from '../../view/link.tsx';
import { type Column, Listing, type Paged } from '../../view/listing.tsx';
import { fileSize } from '../../view/size.ts';
import type { Visit } from '../page.ts';

/** The files within an rpm or an archive, a page of them at a time. */
export function PackedFiles<File extends { readonly name: string; readonly size: number }>({
  of,
  files,
  more,
  visit,
}: {
  of: { readonly rpmID: number } | { readonly archiveID: number };
  files: Paged<File>;
  /** What else is known of each. */
  more: Column<File>;
  visit: Visit;
}): Child {
  return (
    <Part title="Files">
      <Listing
        label="Files"
        rows={files.rows}
        paging={files.paging}
        visit={visit}
        empty="It holds no files."
        columns={[
          {
            label: 'Name',
            kind: 'title',
            order: 'name',
            cell: (file) => (
              <a class="mono breaks" href={href('fileinfo', { ...of, filename: file.name })}>
                {file.name}
              </a>
            ),
          },
          { label: 'Size', kind: 'number', order: 'size', cell: (file) => fileSize(file.size) },
          more,
        ]}
      />
    </Part>
  );
}
