import type { Child } from 'hono/jsx';
import { Fact } from '../../view/facts.tsx';
import { ForeignLink } from '../../view/link.tsx';
import type { SourceHeaders } from './source-headers.ts';

/** Where a package comes from, as facts among others. */
export function HeaderFacts({ headers }: { headers: SourceHeaders }): Child {
  return (
    <>
      <Fact name="License" when={headers.LICENSE}>
        {headers.LICENSE}
      </Fact>
      <Fact name="Home" when={headers.URL}>
        <ForeignLink url={headers.URL} />
      </Fact>
      <Fact name="DistURL" when={headers.DISTURL} wide>
        <ForeignLink url={headers.DISTURL} />
      </Fact>
      <Fact name="VCS" when={headers.VCS} wide>
        <ForeignLink url={headers.VCS} />
      </Fact>
    </>
  );
}

export function Description({ headers }: { headers: SourceHeaders }): Child {
  return headers.DESCRIPTION ? <p class="prose">{headers.DESCRIPTION}</p> : null;
}
