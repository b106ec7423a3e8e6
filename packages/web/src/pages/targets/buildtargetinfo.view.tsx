import type { Child } from 'hono/jsx';
import { Fact, Facts } from '../../view/facts.tsx';
import { ActionButton } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, TagLink } from '../../view/link.tsx';
import { may, type Visit } from '../page.ts';
import type { BuildtargetinfoData } from './buildtargetinfo.ts';

export function buildtargetinfoView({ target }: BuildtargetinfoData, visit: Visit): Child {
  return (
    <>
      <Heading trail={[[href('buildtargets'), 'Build targets']]} title={target.name}>
        {may(visit, 'target') ? (
          <>
            <a class="button" href={href('buildtargetedit', { targetID: target.id })}>
              Edit
            </a>
            <ActionButton
              visit={visit}
              action="buildtargetdelete"
              label="Delete"
              query={{ targetID: target.id }}
              confirm={`Delete the target ${target.name}?`}
            />
          </>
        ) : null}
      </Heading>
      <Facts>
        <Fact name="ID">{target.id}</Fact>
        <Fact name="Builds in">
          <TagLink id={target.build_tag} name={target.build_tag_name} />
        </Fact>
        <Fact name="Goes to">
          <TagLink id={target.dest_tag} name={target.dest_tag_name} />
        </Fact>
        <Fact name="To build in it" wide>
          <code>koji build {target.name} SRPM</code>
        </Fact>
      </Facts>
    </>
  );
}
