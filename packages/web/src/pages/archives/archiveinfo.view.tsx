import { CHECKSUM_TYPES, nameOf } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { Chip } from '../../view/badge.tsx';
import { Fact, Facts } from '../../view/facts.tsx';
import { fileAddress } from '../../view/file-address.ts';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, href } from '../../view/link.tsx';
import { isEmpty } from '../../view/listing.tsx';
import { fileSize } from '../../view/size.ts';
import { Time } from '../../view/time.tsx';
import { hasContent, WireView } from '../../view/wire-value.tsx';
import { BuildrootName } from '../buildroots/buildroot-name.tsx';
import { BuildrootUsers } from '../buildroots/buildroot-users.view.tsx';
import type { Visit } from '../page.ts';
import { PackedFiles } from '../rpms/packed-files.view.tsx';
import type { ArchiveinfoData } from './archiveinfo.ts';

export function archiveinfoView(data: ArchiveinfoData, visit: Visit): Child {
  const { archive, build, buildroot, files, users } = data;
  const address =
    build && !archive.metadata_only ? fileAddress(visit.site, (layout) => layout.archive(build, archive)) : undefined;
  return (
    <>
      <Heading
        trail={[[href('builds'), 'Builds'], ...(build ? [[href('buildinfo', { buildID: build.id }), build.nvr] as const] : [])]}
        title={archive.filename}
        mark={archive.metadata_only ? <Chip>metadata only</Chip> : null}
        lead={archive.type_description}
      >
        {address ? (
          <a class="button primary" href={address}>
            Download
          </a>
        ) : null}
      </Heading>
      <Facts>
        <Fact name="Build" when={build}>
          {build ? <BuildLink id={build.id} nvr={build.nvr} /> : null}
        </Fact>
        <Fact name="Kind">{archive.btype ?? archive.type_name}</Fact>
        <Fact name="Size">{fileSize(archive.size)}</Fact>
        <Fact name="Architecture" when={archive.arch}>
          {archive.arch}
        </Fact>
        <Fact name="Maven" when={archive.group_id} wide>
          <span class="mono breaks">
            {archive.group_id}:{archive.artifact_id}:{archive.version}
          </span>
        </Fact>
        <Fact name="Path" when={archive.relpath}>
          {archive.relpath}
        </Fact>
        <Fact name="Platforms" when={archive.platforms}>
          {archive.platforms}
        </Fact>
        <Fact name="Flags" when={archive.flags}>
          {archive.flags}
        </Fact>
        <Fact name="Built in" when={buildroot}>
          {buildroot ? <BuildrootName buildroot={buildroot} /> : null}
        </Fact>
        <Fact name="Holds" when={data.rpmCount + data.archiveCount > 0}>
          {data.rpmCount > 0 ? <a href={href('rpmlist', { type: 'image', imageID: archive.id })}>{data.rpmCount} RPMs</a> : null}{' '}
          {data.archiveCount > 0 ? (
            <a href={href('archivelist', { type: 'image', imageID: archive.id })}>{data.archiveCount} archives</a>
          ) : null}
        </Fact>
        <Fact name="ID">{archive.id}</Fact>
        <Fact name={`Checksum (${nameOf(CHECKSUM_TYPES, archive.checksum_type)})`} wide>
          <span class="mono breaks">{archive.checksum}</span>
        </Fact>
        <Fact name="Extra" when={hasContent(archive.extra)} wide>
          <WireView value={archive.extra} />
        </Fact>
      </Facts>
      {isEmpty(files) ? null : (
        <PackedFiles
          of={{ archiveID: archive.id }}
          files={files}
          more={{ label: 'Changed', cell: (file) => <Time at={file.mtime} now={visit.now} /> }}
          visit={visit}
        />
      )}
      <BuildrootUsers users={users} visit={visit} />
    </>
  );
}
