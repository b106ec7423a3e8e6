import type { Child } from 'hono/jsx';
import { Fact, Facts, Part } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import type { Visit } from '../page.ts';
import type { ApiData } from './api.ts';

export function apiView({ version, methods }: ApiData, { site }: Visit): Child {
  return (
    <>
      <Heading title="API" lead="What programs can ask of this hub, by XML-RPC" />
      <Facts>
        <Fact name="Address">
          <span class="mono breaks">{site.hubUrl}</span>
        </Fact>
        <Fact name="Version">{version}</Fact>
        <Fact name="From the command line">
          <code>koji call getBuild hello-1.0-1</code>
        </Fact>
      </Facts>
      <Part title="Methods" note={String(methods.length)}>
        <dl class="methods card padded">
          {methods.map(({ name, argdesc, doc }) => (
            <div id={name}>
              <dt>
                <code>
                  <a href={`#${name}`}>{name}</a>
                  {argdesc}
                </code>
              </dt>
              {doc ? <dd>{doc}</dd> : null}
            </div>
          ))}
        </dl>
      </Part>
    </>
  );
}
