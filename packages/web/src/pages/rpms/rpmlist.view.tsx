import type { Child } from 'hono/jsx';
import { Chip } from '../../view/badge.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, RpmLink } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { rpmName } from '../../view/rpm-name.ts';
import { fileSize } from '../../view/size.ts';
import { containerAddress, containerName } from '../buildroots/container.ts';
import type { Visit } from '../page.ts';
import type { RpmlistData } from './rpmlist.ts';

const titles = { component: 'RPMs it was made of', built: 'RPMs built in it', image: 'RPMs in it' };

export function rpmlistView({ query, container, rows, paging }: RpmlistData, visit: Visit): Child {
  return (
    <>
      <Heading trail={[[containerAddress(query), containerName(container)]]} title={titles[query.type]} />
      <Listing
        label="RPMs"
        rows={rows}
        paging={paging}
        visit={visit}
        empty="There are none."
        columns={[
          { label: 'RPM', kind: 'title', order: 'nvr', cell: (rpm) => <RpmLink id={rpm.id}>{rpmName(rpm)}</RpmLink> },
          {
            label: 'From',
            order: 'external_repo_name',
            cell: (rpm) =>
              rpm.external_repo_id ? (
                <a href={href('externalrepoinfo', { extrepoID: rpm.external_repo_id })}>{rpm.external_repo_name}</a>
              ) : (
                'this Koji'
              ),
          },
          { label: 'Size', kind: 'number', cell: (rpm) => fileSize(rpm.size) },
          query.type === 'component' && {
            label: 'Installed',
            kind: 'state',
            order: 'is_update',
            cell: (rpm) => (rpm.is_update ? <Chip>for this build</Chip> : ''),
          },
        ]}
      />
    </>
  );
}
