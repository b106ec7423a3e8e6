import type { Notification } from '@koji/common/types/notification';
import type { PackageName } from '@koji/common/types/package';
import type { ListedTag } from '@koji/common/types/tag';
import type { Child } from 'hono/jsx';
import { ChangeForm, Checkbox, Select } from '../../view/form.tsx';
import { Heading } from '../../view/layout.tsx';
import { href } from '../../view/link.tsx';
import type { Visit } from '../page.ts';

export interface NotificationFormData {
  /** The notification to be changed; none for one that is to be. */
  readonly notification: Notification | undefined;
  readonly packages: readonly PackageName[];
  readonly tags: readonly ListedTag[];
}

export function notificationForm({ notification, packages, tags }: NotificationFormData, visit: Visit): Child {
  return (
    <div class="narrow">
      <Heading title={notification ? 'Edit the notification' : 'New notification'} lead="A mail for each build that fits" />
      <ChangeForm
        visit={visit}
        action={notification ? 'notificationedit' : 'notificationcreate'}
        label={notification ? 'Save' : 'Add the notification'}
        cancel={href('')}
        hidden={notification ? { notificationID: notification.id } : {}}
      >
        <Select
          name="package"
          label="Package"
          value={notification?.package_id ?? 'all'}
          choices={[['all', 'any'], ...packages.map((known) => [known.package_id, known.package_name] as const)]}
        />
        <Select
          name="tag"
          label="Tag"
          value={notification?.tag_id ?? 'all'}
          choices={[['all', 'any'], ...tags.map(({ id, name }) => [id, name] as const)]}
        />
        <Checkbox name="success_only" label="Only builds that succeed" checked={notification?.success_only ?? false} />
      </ChangeForm>
    </div>
  );
}
