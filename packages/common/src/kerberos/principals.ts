/**
 * Whether a principal is the one that a setting names: `HTTP/hub.example.com@EXAMPLE.COM`, the same of any realm without the
 * part behind the @, or any service of a kind, `HTTP/`.
 */
export function isNamed(principal: string, name: string): boolean {
  if (name.endsWith('/')) return principal.startsWith(name);
  return principal === name || principal.startsWith(`${name}@`);
}

/**
 * What AuthPrincipal in hub.conf stands for; any HTTP service where it is not set. Compatibility: Koji's hub once had tickets
 * for its host; the services of HTTP clients are called HTTP/.
 */
export function acceptedService(authPrincipal: string | undefined): string {
  return authPrincipal?.replace(/^host\//, 'HTTP/') ?? 'HTTP/';
}
