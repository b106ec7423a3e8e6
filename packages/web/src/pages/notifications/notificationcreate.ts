import { formPage } from '../page.ts';
import { found } from '../problems.ts';
import { listNotificationChoices, readNotificationFields } from './notification-fields.ts';
import { type NotificationFormData, notificationForm } from './notification-form.view.tsx';

export const notificationcreate = formPage({
  name: 'notificationcreate',
  section: 'summary',
  parse: () => ({}),
  load: async (hub): Promise<NotificationFormData> => ({ notification: undefined, ...(await listNotificationChoices(hub)) }),
  title: () => 'New notification',
  view: notificationForm,
  async submit({ hub }, fields, { visitor }) {
    const { packageId, tagId, successOnly } = readNotificationFields(fields);
    await hub.createNotification(found(visitor, 'visitor', '').id, packageId, tagId, successOnly);
    return '';
  },
});
