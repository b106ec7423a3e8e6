import type { Child } from 'hono/jsx';
import { Chip, RepoState } from '../../view/badge.tsx';
import { Commas } from '../../view/commas.tsx';
import { Fact, Facts } from '../../view/facts.tsx';
import { Heading } from '../../view/layout.tsx';
import { href, TagLink, TaskLink } from '../../view/link.tsx';
import { ExactTime } from '../../view/time.tsx';
import type { Visit } from '../page.ts';
import type { RepoinfoData } from './repoinfo.ts';

export function repoinfoView({ repo, directory, buildroots, requests }: RepoinfoData, visit: Visit): Child {
  const options = Object.entries(repo.opts ?? {}).filter(([, value]) => value);
  return (
    <>
      <Heading
        trail={[
          [href('tags'), 'Tags'],
          [href('taginfo', { tagID: repo.tag_id }), repo.tag_name],
        ]}
        title={`Repository ${repo.id}`}
        mark={<RepoState state={repo.state} />}
      >
        {directory ? (
          <>
            <a class="button" href={`${visit.site.filesUrl}/${directory}/`}>
              Files
            </a>
            <a class="button" href={`${visit.site.filesUrl}/${directory}/repo.json`}>
              repo.json
            </a>
          </>
        ) : null}
      </Heading>
      <Facts>
        <Fact name="Tag">
          <TagLink id={repo.tag_id} name={repo.tag_name} />
        </Fact>
        <Fact name="Kind">{repo.dist ? 'for distribution' : 'for builds'}</Fact>
        <Fact name="Holds the tag was">
          <ExactTime at={repo.create_ts} now={visit.now} />
        </Fact>
        <Fact name="Event">{repo.create_event}</Fact>
        <Fact name="Made">
          <ExactTime at={repo.creation_ts} now={visit.now} />
        </Fact>
        <Fact name="State since">
          <ExactTime at={repo.state_ts} now={visit.now} />
        </Fact>
        <Fact name="The tag">{repo.end_event === null ? 'has not changed since' : 'has changed since'}</Fact>
        <Fact name="Task" when={repo.task_id}>
          {repo.task_id ? <TaskLink id={repo.task_id} /> : null}
        </Fact>
        <Fact name="Buildroots made from it">
          <a href={href('buildroots', { repoID: repo.id })}>{buildroots.toLocaleString('en')}</a>
        </Fact>
        <Fact name="Made for requests" when={requests.length > 0}>
          <Commas items={requests}>{({ id }) => <a href={href('reporequest', { reqID: id })}>{id}</a>}</Commas>
        </Fact>
        <Fact name="Options" when={options.length > 0}>
          {options.map(([name]) => (
            <Chip>{name}</Chip>
          ))}
        </Fact>
        <Fact name="For dnf" when={directory !== undefined && !repo.dist} wide>
          <code>{`baseurl=${visit.site.filesUrl}/repos/${repo.tag_name}/latest/$basearch/`}</code>
        </Fact>
      </Facts>
    </>
  );
}
