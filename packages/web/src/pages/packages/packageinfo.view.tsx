import type { Child } from 'hono/jsx';
import { Badge, BuildState } from '../../view/badge.tsx';
import { Part } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, href, TagLink, UserLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { Time } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import type { PackageinfoData } from './packageinfo.ts';

export function packageinfoView({ package: of, builds, tags }: PackageinfoData, visit: Visit): Child {
  return (
    <>
      <Heading trail={[[href('packages'), 'Packages']]} title={of.name} lead={`Package ${of.id}`} />
      <Part title="Builds">
        <Listing
          label="Builds"
          rows={builds.rows}
          paging={builds.paging}
          visit={visit}
          empty="Never built."
          columns={[
            { label: 'Build', kind: 'title', order: 'nvr', cell: (build) => <BuildLink id={build.build_id} nvr={build.nvr} /> },
            { label: 'Built by', order: 'owner_name', cell: (build) => <UserLink id={build.owner_id} name={build.owner_name} /> },
            { label: 'Finished', order: 'completion_time', cell: (build) => <Time at={build.completion_ts} now={visit.now} /> },
            { label: 'State', kind: 'state', order: 'state', cell: (build) => <BuildState state={build.state} /> },
          ]}
        />
      </Part>
      <Part title="Tags that list it" note={tags.length > 0 ? String(tags.length) : undefined}>
        <Listing
          label="Tags"
          rows={tags}
          empty="No tag lists it."
          columns={[
            { label: 'Tag', kind: 'title', cell: (tag) => <TagLink id={tag.id} name={tag.name} /> },
            { label: 'Owner', cell: (tag) => <UserLink id={tag.owner_id} name={tag.owner_name} /> },
            {
              label: 'Builds',
              cell: (tag) => <a href={href('builds', { tagID: tag.id, packageID: of.id, latest: 0 })}>builds in it</a>,
            },
            { label: 'Listed', kind: 'state', cell: (tag) => (tag.blocked ? <Badge tone="odd">blocked</Badge> : '') },
          ]}
        />
      </Part>
    </>
  );
}
