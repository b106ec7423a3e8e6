import type { RpmDependency } from '@koji/common/types/rpm';
import type { Child } from 'hono/jsx';
import { Chip } from '../../view/badge.tsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { BuildLink, BuildrootLink, href } from '../../view/link.tsx';
import { Listing } from '../../view/listing.tsx';
import { fileSize } from '../../view/size.ts';
import { ExactTime } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import type { RpminfoData } from './rpminfo.ts';

export function rpminfoView(data: RpminfoData, visit: Visit): Child {
  const { rpm, build, headers, provides, requires, files, signatures, path } = data;
  return (
    <>
      <Heading
        trail={build ? [[href('buildinfo', { buildID: build.build_id }), build.nvr]] : []}
        title={`${rpm.name}-${rpm.version}-${rpm.release}.${rpm.arch}.rpm`}
        lead={headers.summary}
      >
        {path ? (
          <a class="button" href={`${visit.site.filesUrl}/${path}`}>
            Download
          </a>
        ) : null}
      </Heading>
      <Facts>
        <Fact name="ID">{rpm.id}</Fact>
        <Fact name="Build" when={build}>
          {build ? <BuildLink id={build.build_id} nvr={build.nvr} /> : null}
        </Fact>
        <Fact name="External repository" when={rpm.external_repo_id}>
          {rpm.external_repo_name}
        </Fact>
        <Fact name="Epoch" when={rpm.epoch}>
          {rpm.epoch}
        </Fact>
        <Fact name="Size">{fileSize(rpm.size)}</Fact>
        <Fact name="Built">
          <ExactTime at={rpm.buildtime} now={visit.now} />
        </Fact>
        <Fact name="Licence" when={headers.license}>
          {headers.license}
        </Fact>
        <Fact name="Buildroot" when={rpm.buildroot_id}>
          {rpm.buildroot_id ? <BuildrootLink id={rpm.buildroot_id} /> : null}
        </Fact>
        <Fact name="Signed with" when={signatures.length > 0}>
          {signatures.map(({ sigkey }) => (
            <Chip>{sigkey}</Chip>
          ))}
        </Fact>
        <Fact name="SIGMD5">
          <span class="mono breaks">{rpm.payloadhash}</span>
        </Fact>
        <Fact name="Description" when={headers.description} wide>
          {headers.description}
        </Fact>
      </Facts>
      <Dependencies title="Provides" list={provides} />
      <Dependencies title="Requires" list={requires} />
      <Part
        title="Files"
        note={data.hasMoreFiles ? `the first ${files.length}` : files.length > 0 ? String(files.length) : undefined}
      >
        <Listing
          label="Files"
          rows={files}
          empty="It has no files."
          columns={[
            { label: 'Name', kind: 'title', cell: (file) => <span class="mono">{file.name}</span> },
            { label: 'Size', kind: 'number', cell: (file) => fileSize(file.size) },
            { label: 'Owner', cell: (file) => `${file.user}:${file.group}` },
          ]}
        />
      </Part>
    </>
  );
}

const comparisons: readonly [bit: number, sign: string][] = [
  [2, '<'],
  [4, '>'],
  [8, '='],
];

function Dependencies({ title, list }: { title: string; list: readonly RpmDependency[] }): Child {
  if (list.length === 0) return null;
  return (
    <details class="part" open={list.length <= 12}>
      <summary>
        <h2>
          {title} <span class="note">{list.length}</span>
        </h2>
      </summary>
      <ul class="card padded links">
        {list.map(({ name, version, flags }) => (
          <li class="mono breaks">
            {name} {version === '' ? '' : `${comparisons.map(([bit, sign]) => (flags & bit ? sign : '')).join('')} ${version}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
