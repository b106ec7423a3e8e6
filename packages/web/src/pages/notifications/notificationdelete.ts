import { action } from '../page.ts';

export const notificationdelete = action({
  name: 'notificationdelete',
  parse: (query) => ({ notificationID: query.id('notificationID') }),
  question: () => 'Send no more mails for this notification?',
  button: 'Delete the notification',
  async run({ hub }, { notificationID }) {
    await hub.deleteNotification(notificationID);
    return '';
  },
});
