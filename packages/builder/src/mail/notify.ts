import type { KojidConfig } from '../config.ts';
import type { MailMessage } from './message.ts';
import { sendMail } from './send-mail.ts';

/** Sends a notification where mail is set up. Answers whether it was sent. */
export async function notify(config: KojidConfig, message: Omit<MailMessage, 'from'>): Promise<boolean> {
  const { smtphost, smtpUser, smtpPass, fromAddr } = config;
  if (smtphost === undefined) return false;
  await sendMail({ host: smtphost, user: smtpUser, password: smtpPass }, { ...message, from: fromAddr });
  return true;
}
