import type { RpmDependency } from '@koji/common/types/rpm';
import { DEP_TYPES } from '@koji/common/types/states';
import type { Child } from 'hono/jsx';
import { Chip } from '../../view/badge.tsx';
import { Fact, Facts } from '../../view/facts.tsx';
import { fileAddress } from '../../view/file-address.ts';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, href } from '../../view/link.tsx';
import { rpmName } from '../../view/rpm-name.ts';
import { fileSize } from '../../view/size.ts';
import { ExactTime } from '../../view/time.tsx';
import { hasContent, WireView } from '../../view/wire-value.tsx';
import { BuildrootName } from '../buildroots/buildroot-name.tsx';
import { BuildrootUsers } from '../buildroots/buildroot-users.view.tsx';
import { Description, HeaderFacts } from '../builds/source-headers.view.tsx';
import type { Visit } from '../page.ts';
import { dependencyText } from './dependency-text.ts';
import { PackedFiles } from './packed-files.view.tsx';
import type { RpminfoData } from './rpminfo.ts';

export function rpminfoView(data: RpminfoData, visit: Visit): Child {
  const { rpm, build, headers, files, users } = data;
  const address = build && !rpm.metadata_only ? fileAddress(visit.site, (layout) => layout.rpm(build, rpm)) : undefined;
  return (
    <>
      <Heading
        trail={build ? [[href('buildinfo', { buildID: build.build_id }), build.nvr]] : []}
        title={`${rpmName(rpm)}.rpm`}
        mark={rpm.draft ? <Chip>draft</Chip> : null}
        lead={headers.SUMMARY}
      >
        {address ? (
          <a class="button primary" href={address}>
            Download
          </a>
        ) : null}
      </Heading>
      <RpmFacts data={data} visit={visit} />
      <Description headers={headers} />
      <Dependencies list={data.dependencies} />
      <PackedFiles
        of={{ rpmID: rpm.id }}
        files={files}
        more={{ label: 'Owner', cell: (file) => `${file.user}:${file.group}` }}
        visit={visit}
      />
      <BuildrootUsers users={users} visit={visit} />
    </>
  );
}

function RpmFacts({ data, visit }: { data: RpminfoData; visit: Visit }): Child {
  const { rpm, build, headers, signatures, buildroot } = data;
  return (
    <Facts>
      <Fact name="Build" when={build}>
        {build ? <BuildLink id={build.build_id} nvr={build.nvr} /> : null}
      </Fact>
      <Fact name="External repository" when={rpm.external_repo_id > 0}>
        <a href={href('externalrepoinfo', { extrepoID: rpm.external_repo_id })}>{rpm.external_repo_name}</a>
      </Fact>
      <Fact name="Architecture">{rpm.arch}</Fact>
      <Fact name="Epoch" when={rpm.epoch}>
        {rpm.epoch}
      </Fact>
      <Fact name="Size">{fileSize(rpm.size)}</Fact>
      <Fact name="Built">
        <ExactTime at={rpm.buildtime} now={visit.now} />
      </Fact>
      <Fact name="Built in" when={buildroot}>
        {buildroot ? <BuildrootName buildroot={buildroot} /> : null}
      </Fact>
      <Fact name="Signed with" when={signatures.length > 0}>
        {signatures.map(({ sigkey }) => (
          <Chip>{sigkey}</Chip>
        ))}
      </Fact>
      <HeaderFacts headers={headers} />
      <Fact name="ID">{rpm.id}</Fact>
      <Fact name="SIGMD5" wide>
        <span class="mono breaks">{rpm.payloadhash}</span>
      </Fact>
      <Fact name="Extra" when={hasContent(rpm.extra)} wide>
        <WireView value={rpm.extra} />
      </Fact>
    </Facts>
  );
}

const kinds: readonly (readonly [type: number, title: string])[] = [
  [DEP_TYPES.PROVIDE, 'Provides'],
  [DEP_TYPES.REQUIRE, 'Requires'],
  [DEP_TYPES.RECOMMEND, 'Recommends'],
  [DEP_TYPES.SUGGEST, 'Suggests'],
  [DEP_TYPES.SUPPLEMENT, 'Supplements'],
  [DEP_TYPES.ENHANCE, 'Enhances'],
  [DEP_TYPES.CONFLICT, 'Conflicts'],
  [DEP_TYPES.OBSOLETE, 'Obsoletes'],
];
/** Longer lists are folded. */
const shownDependencies = 12;

function Dependencies({ list }: { list: readonly RpmDependency[] }): Child {
  if (list.length === 0) return null;
  return (
    <div class="part groups">
      {kinds.map(([type, title]) => {
        const ofKind = list.filter((dependency) => dependency.type === type);
        if (ofKind.length === 0) return null;
        return (
          <details class="card" open={ofKind.length <= shownDependencies}>
            <summary>
              <h3>
                {title} <span class="note">{ofKind.length}</span>
              </h3>
            </summary>
            <ul class="files">
              {ofKind.map((dependency) => (
                <li class="mono breaks">{dependencyText(dependency)}</li>
              ))}
            </ul>
          </details>
        );
      })}
    </div>
  );
}
