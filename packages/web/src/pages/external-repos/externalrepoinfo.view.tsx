import type { Child } from 'hono/jsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { ForeignLink, href, TagLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import type { ExternalrepoinfoData } from './externalrepoinfo.ts';

export function externalrepoinfoView({ repo, tags }: ExternalrepoinfoData): Child {
  return (
    <>
      <Heading trail={[[href('tags'), 'Tags']]} title={repo.name} lead="Packages from elsewhere that builds of a tag may use" />
      <Facts>
        <Fact name="ID">{repo.id}</Fact>
        <Fact name="Address" wide>
          <ForeignLink url={repo.url} />
        </Fact>
      </Facts>
      <Part title="Used by">
        <Listing
          label="Tags"
          rows={tags}
          empty="No tag uses it."
          columns={[
            { label: 'Tag', kind: 'title', cell: (link) => <TagLink id={link.tag_id} name={link.tag_name} /> },
            { label: 'Mode', cell: (link) => link.merge_mode },
            { label: 'Arches', cell: (link) => link.arches ?? 'all' },
            { label: 'Priority', kind: 'number', cell: (link) => link.priority },
          ]}
        />
      </Part>
    </>
  );
}
