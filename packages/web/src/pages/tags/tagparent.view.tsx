import type { Child } from 'hono/jsx';
import { ChangeForm, Checkbox, Select, TextField } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import type { Visit } from '../page.ts';
import type { ParentData } from './tagparent.ts';

export function tagparentView({ action, tag, link, candidates, nextPriority }: ParentData, visit: Visit): Child {
  const back = href('taginfo', { tagID: tag.id });
  const titles = {
    add: `New parent of ${tag.name}`,
    edit: `Inheritance from ${link?.name}`,
    remove: `Inherit from ${link?.name} no more?`,
  };
  const labels = { add: 'Add the parent', edit: 'Save', remove: 'Remove the parent' };
  const hidden = { tagID: tag.id, action, ...(link ? { parentID: link.parent_id } : {}) };
  return (
    <div class="narrow">
      <Heading
        trail={[
          [href('tags'), 'Tags'],
          [back, tag.name],
        ]}
        title={titles[action]}
      />
      <ChangeForm
        visit={visit}
        action="tagparent"
        label={labels[action]}
        cancel={back}
        hidden={hidden}
        danger={action === 'remove'}
      >
        {action === 'add' ? (
          <Select
            name="parentID"
            label="Parent"
            value={undefined}
            choices={candidates.map(({ id, name }) => [id, name] as const)}
          />
        ) : null}
        {action === 'remove' ? null : (
          <>
            <TextField
              name="priority"
              label="Priority"
              value={link?.priority ?? nextPriority}
              hint="The lowest is asked first; no two parents have the same."
              required
            />
            <TextField
              name="maxdepth"
              label="Depth"
              value={link?.maxdepth}
              hint="How many levels above the parent count; empty for all."
            />
            <TextField
              name="pkg_filter"
              label="Package filter"
              value={link?.pkg_filter}
              hint="A regular expression that names of packages must match."
            />
            <Checkbox
              name="intransitive"
              label="Intransitive: not for those who inherit from this tag"
              checked={link?.intransitive ?? false}
            />
            <Checkbox name="noconfig" label="Only packages and builds, no configuration" checked={link?.noconfig ?? false} />
          </>
        )}
      </ChangeForm>
    </div>
  );
}
