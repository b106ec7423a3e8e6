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

/** The user of the calling session. `krb_principal` is the first principal or null. */
export type LoggedInUser = User & { authtype: number | null; krb_principal: string | null };

export type UserGroup = { id: number; name: string };
export type GroupMember = { id: number; name: string; usertype: number; krb_principals: string[] };

export type Permission = { id: number; name: string; description: string | null };

/** Sources of each permission: null stands for a direct grant, text for a group's name. */
export type PermissionSources = { [permission: string]: (string | null)[] };

/** Content generators by name, with the users allowed to act as them. */
export type ContentGenerators = { [name: string]: { id: number; users: string[] } };
