import type { Child } from 'hono/jsx';
import { ChangeForm, Checkbox, TextArea, TextField } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import type { Visit } from '../page.ts';
import type { HostFormData } from './hostedit.ts';

export function hosteditView({ host, own, channels }: HostFormData, visit: Visit): Child {
  const back = href('hostinfo', { hostID: host.id });
  return (
    <div class="narrow">
      <Heading
        trail={[
          [href('hosts'), 'Hosts'],
          [back, host.name],
        ]}
        title={`Edit ${host.name}`}
      />
      <ChangeForm visit={visit} action="hostedit" label="Save" cancel={back} hidden={{ hostID: host.id }}>
        <TextField name="arches" label="Architectures" value={host.arches} hint="Separated by spaces" />
        <TextField
          name="capacity"
          label="Capacity"
          value={Number(host.capacity)}
          hint="The weight of the tasks it may do at once"
          required
        />
        <TextField name="description" label="Description" value={host.description} />
        <TextArea name="comment" label="Comment" value={host.comment} />
        <Checkbox name="enabled" label="Enabled" checked={host.enabled} />
        <fieldset>
          <legend>Channels</legend>
          {channels.map(({ name }) => (
            <Checkbox name="channels" label={name} value={name} checked={own.includes(name)} />
          ))}
        </fieldset>
      </ChangeForm>
    </div>
  );
}
