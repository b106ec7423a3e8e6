import type { ListedTag } from '@koji/common/types/tag';
import type { Target } from '@koji/common/types/target';
import type { Child } from 'hono/jsx';
import { ChangeForm, Select, TextField } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import type { Visit } from '../page.ts';

export interface TargetFormData {
  /** The target to be changed; none for one that is to be. */
  readonly target: Target | undefined;
  readonly tags: readonly ListedTag[];
}

export function targetForm({ target, tags }: TargetFormData, visit: Visit): Child {
  const choices = tags.map(({ id, name }) => [id, name] as const);
  const cancel = target ? href('buildtargetinfo', { targetID: target.id }) : href('buildtargets');
  return (
    <div class="narrow">
      <Heading trail={[[href('buildtargets'), 'Build targets']]} title={target ? `Edit ${target.name}` : 'New build target'} />
      <ChangeForm
        visit={visit}
        action={target ? 'buildtargetedit' : 'buildtargetcreate'}
        label={target ? 'Save' : 'Create the target'}
        cancel={cancel}
        hidden={target ? { targetID: target.id } : {}}
      >
        <TextField name="name" label="Name" value={target?.name} required />
        <Select name="buildTag" label="Built in" value={target?.build_tag} choices={choices} />
        <Select name="destTag" label="Tagged with" value={target?.dest_tag} choices={choices} />
      </ChangeForm>
    </div>
  );
}
