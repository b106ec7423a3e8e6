import type { Tag } from '@koji/common/types/tag';
import type { Permission } from '@koji/common/types/user';
import type { Child } from 'hono/jsx';
import { ChangeForm, Checkbox, Select, TextField } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import type { Visit } from '../page.ts';

export interface TagFormData {
  /** The tag to be changed; none for one that is to be. */
  readonly tag: Tag | undefined;
  readonly permissions: readonly Permission[];
  /** Whether this hub builds with Maven. */
  readonly maven: boolean;
}

export function tagForm({ tag, permissions, maven }: TagFormData, visit: Visit): Child {
  const cancel = tag ? href('taginfo', { tagID: tag.id }) : href('tags');
  return (
    <div class="narrow">
      <Heading
        trail={
          tag
            ? [
                [href('tags'), 'Tags'],
                [cancel, tag.name],
              ]
            : [[href('tags'), 'Tags']]
        }
        title={tag ? `Edit ${tag.name}` : 'New tag'}
      />
      <ChangeForm
        visit={visit}
        action={tag ? 'tagedit' : 'tagcreate'}
        label={tag ? 'Save' : 'Create the tag'}
        cancel={cancel}
        hidden={{ ...(tag ? { tagID: tag.id } : {}), ...(maven ? { maven: 1 } : {}) }}
      >
        <TextField name="name" label="Name" value={tag?.name} required />
        <TextField
          name="arches"
          label="Architectures"
          value={tag?.arches}
          hint="Separated by spaces; needed by tags that are built in."
        />
        <Select
          name="permission"
          label="Permission needed to tag builds"
          value={tag?.perm_id ?? ''}
          choices={[['', 'none'], ...permissions.map(({ id, name }) => [id, name] as const)]}
        />
        <Checkbox name="locked" label="Locked" checked={tag?.locked ?? false} />
        {maven ? (
          <>
            <Checkbox name="maven_support" label="Maven builds" checked={tag?.maven_support ?? false} />
            <Checkbox
              name="maven_include_all"
              label="All versions of Maven artifacts"
              checked={tag?.maven_include_all ?? false}
            />
          </>
        ) : null}
      </ChangeForm>
    </div>
  );
}
