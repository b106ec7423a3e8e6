/** A mail subscription; null package or tag means any. */
export type Notification = {
  id: number;
  user_id: number;
  package_id: number | null;
  tag_id: number | null;
  success_only: boolean;
  email: string;
};

/** An opt-out from mails. */
export type NotificationBlock = { id: number; user_id: number; package_id: number | null; tag_id: number | null };
