import { formPage } from '../page.ts';
import { found } from '../problems.ts';
import { listNotificationChoices, readNotificationFields } from './notification-fields.ts';
import { type NotificationFormData, notificationForm } from './notification-form.view.tsx';

export const notificationedit = formPage({
  name: 'notificationedit',
  section: 'summary',
  parse: (query) => ({ notificationID: query.id('notificationID') }),
  async load(hub, { notificationID }): Promise<NotificationFormData> {
    const [known] = await hub.read((hub) => [hub.getBuildNotification(notificationID)]);
    const notification = found(known, 'notification', notificationID);
    return { notification, ...(await listNotificationChoices(hub)) };
  },
  title: () => 'Edit the notification',
  view: notificationForm,
  async submit({ hub }, fields) {
    const { packageId, tagId, successOnly } = readNotificationFields(fields);
    await hub.updateNotification(fields.id('notificationID'), packageId, tagId, successOnly);
    return '';
  },
});
