/** What getUser answers; `groups` (names) on request, `krb_principals` unless declined. */
export type User = {
  id: number;
  name: string;
  /** A USER_STATUS number. */
  status: number;
  /** A USERTYPES number. */
  usertype: number;
  krb_principals?: string[];
  groups?: string[];
};

export type Permission = { id: number; name: string; description: string | null };
