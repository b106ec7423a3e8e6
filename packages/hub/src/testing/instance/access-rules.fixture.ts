/** Who makes a call. A blocked user is one who was an administrator; the hosts differ in what they hold (callers.fixture.ts). */
export const callers = [
  'anonymous',
  'plain',
  'permitted',
  'admin',
  'blocked',
  'unlockedHost',
  'otherHost',
  'owningHost',
] as const;
export type Caller = (typeof callers)[number];

/** What the contract's words on who may make a call (`needs`) come to. */
export interface AccessRule {
  readonly allowed: readonly Caller[];
  /** The name of the caller `permitted`: who has the permission, or owns what the call is about. */
  readonly permitted: string;
  /** Codes of the faults that the others get. */
  readonly faults: readonly number[];
}

const everybody: readonly Caller[] = callers.filter((caller) => caller !== 'blocked');
const loggedIn: readonly Caller[] = everybody.filter((caller) => caller !== 'anonymous');
const hosts: readonly Caller[] = ['otherHost', 'owningHost'];
const orAdmin: readonly Caller[] = ['permitted', 'admin'];

/** AuthError and ActionNotAllowed. */
const refusals: readonly number[] = [1002, 1004];
/** Koji answers a GenericError for some refusals, and clients know no better. */
const untyped: readonly number[] = [...refusals, 1000];

const open = (allowed: readonly Caller[], faults = refusals): AccessRule => ({ allowed, permitted: 'alice', faults });
const owned = open;
const having = (permission: string, allowed = orAdmin): AccessRule => ({
  allowed,
  permitted: permissionUser(permission),
  faults: refusals,
});
const host = open(hosts);
const holdingHost = open(['owningHost']);

/** The name of the user who has nothing but this permission. */
export function permissionUser(permission: string): string {
  return `with-${permission}`;
}

/**
 * One line for each wording of the contract. The hub's declarations have no part in this, so that one that is wrong shows.
 * Where a policy decides, the instance's policy asks for the permission named here; administrators are not exempt from policies.
 */
const rules: Readonly<Record<string, AccessRule>> = {
  none: open(everybody),
  'none (logged-in if no userID)': open(loggedIn, untyped),
  'none (logged-in if user_id omitted)': open(loggedIn, untyped),
  'none (logged-in if userInfo omitted)': open(loggedIn, untyped),
  'none (logged-in if userID omitted)': open(loggedIn, untyped),
  'none (own); admin or self for user_id': open(everybody),
  'none (valid password)': open([]),
  'none (client cert or GSSAPI)': open([]),
  'as wrapped method': open(everybody),
  'per inner call': open(everybody),

  'logged-in': open(loggedIn),
  'logged-in master session': open(loggedIn),
  'logged-in, EnableMaven': open(loggedIn),
  'logged-in (admin if priority<0)': open(loggedIn),
  'logged-in (admin if priority<0), EnableMaven': open(loggedIn),
  'logged-in (task dirs: owning host session)': open(loggedIn),
  'logged-in (self, or admin for others)': owned(orAdmin, untyped),
  'logged-in owner or admin': owned(orAdmin, untyped),
  'notification owner or admin': owned(orAdmin, untyped),
  'block owner or admin': owned(orAdmin, untyped),
  'logged-in + (build owner or admin)': owned(orAdmin),
  'logged-in + (task owner or admin)': owned(orAdmin, untyped),
  'logged-in + (task owner, owning host or admin)': owned([...orAdmin, 'owningHost']),
  'task owner or owning host or admin': owned([...orAdmin, 'owningHost']),
  "failed task's owner or admin": owned(orAdmin),
  'logged-in sidetag owner or admin': owned(orAdmin),
  'logged-in sidetag owner (extra: sidetag_admin/admin)': owned(orAdmin),
  'logged-in + cg access': owned(['permitted']),
  'logged-in + cg access + token': owned(['permitted']),
  'logged-in + cg access + policy:cg_import': owned(['permitted']),

  // Who has no session is told nothing of sessions.
  'sessions of alice': open(['anonymous', ...orAdmin]),
  'session of the other host': open(['admin', 'otherHost'], untyped),
  'wrapped logged-in + policy:tag': { ...having('tag', ['permitted']), faults: untyped },
  'wrapped host session': open(hosts, untyped),

  'logged-in + policy:package_list': having('tag'),
  'logged-in + policy:tag': having('tag', ['permitted']),
  'logged-in + tag access + policy:tag': having('tag', ['permitted']),
  'perm:tag + tag access + policy:tag': having('tag', ['permitted']),
  'logged-in + policy:draft_promotion': having('draft-promoter', ['permitted']),
  'logged-in + policy:sidetag': having('sidetag', ['permitted']),
  // Neither the permission tag nor what the policy says opens a tag that asks for another one.
  'tag of administrators, forced': { allowed: ['admin'], permitted: permissionUser('tag'), faults: refusals },
  'uploads of another': owned([]),
  'forced, policy:tag': having('tag'),
  'forced, policy:draft_promotion': having('draft-promoter'),
  'logged-in + policy:vm, EnableWin': having('win-admin'),
  'perm:dist-repo or admin or policy:dist_repo': having('dist-repo'),

  'perm:admin': having('admin'),
  'perm:admin (plus perm:tag check per tag link)': having('admin'),
  'perm:host': having('host'),
  'perm:image': having('image'),
  'perm:image-import': having('image-import'),
  'perm:maven-import, EnableMaven': having('maven-import'),
  'perm:win-import, EnableWin': having('win-import'),
  // The instance imports a file of a Windows build, and asks for a live CD.
  'perm:maven-import / win-import / image-import by type': having('win-import'),
  'perm:<img_type> (livecd, appliance, livemedia)': having('livecd'),
  'perm:repo': having('repo'),
  'perm:repo or regen-repo, AllowNewRepo': having('regen-repo'),
  'perm:runroot': having('runroot'),
  'perm:sign': having('sign'),
  'perm:tag': having('tag'),
  'perm:target': having('target'),

  'host session': host,
  'host session, EnableMaven': host,
  'host session, EnableMaven/EnableWin': host,
  'none (no check in upstream; treat as host session)': host,
  'host session + owns open task': holdingHost,
  'host session + owns open task, EnableMaven': holdingHost,
  'host session + owns open task, EnableWin': holdingHost,
  'host session + owns open task (via inner import)': holdingHost,
  'host session + owns open task + policy:tag': holdingHost,
  'host session + owns open parent': holdingHost,
  'host session + owns buildroot (+task)': holdingHost,
  'host session + owns task and buildroot': holdingHost,
  'host session + owns task and buildroot, EnableMaven': holdingHost,
  'host session (+ owns task if given)': holdingHost,
};

export function ruleFor(needs: string): AccessRule {
  const rule = rules[needs];
  if (!rule) throw new Error(`access-rules does not say what this means: ${needs}`);
  return rule;
}

/** A caller who may make the call, and gets as far with it as anybody. */
export function successfulCaller({ allowed }: AccessRule): Caller {
  const isForHosts = !allowed.includes('admin') && allowed.includes('owningHost');
  if (isForHosts) return 'owningHost';
  return (['permitted', 'admin'] as const).find((caller) => allowed.includes(caller)) ?? 'anonymous';
}

/** The permissions that the rules speak of. */
export const permissionsInUse: readonly string[] = [
  ...new Set(
    Object.values(rules).flatMap(({ permitted }) => (permitted.startsWith('with-') ? [permitted.slice('with-'.length)] : [])),
  ),
];
