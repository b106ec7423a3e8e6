/** The part of a Kerberos principal in front of its realm: `koji/hub.example.com` of `koji/hub.example.com@EXAMPLE.COM`. */
export function primaryOf(principal: string): string {
  return principal.slice(0, realmAt(principal));
}

export function realmOf(principal: string): string {
  return principal.slice(realmAt(principal) + 1);
}

/** Where the realm begins: at the first `@` without a backslash before it, for which a name's own `@` is written so. */
function realmAt(principal: string): number {
  return principal.length - principal.replace(/^(?:[^\\@]|\\.)*/s, '').length;
}
