/** The last CN of a certificate's subject as X509Certificate shows it: one RDN a line, the root first. */
export function commonNameOf(subject: string): string | undefined {
  const pairs = subject.split('\n').flatMap((rdn) => rdn.split(/(?<!\\)\+/));
  const names = pairs.flatMap((pair) => /^CN=(.+)$/.exec(pair.trim())?.[1] ?? []);
  return names.at(-1)?.replace(/\\(.)/g, '$1');
}

/** Takes a subject apart as front ends pass it on: `/C=US/CN=x` or `CN=x,C=US`. */
export function splitSubject(subject: string): string {
  const rdns = subject.startsWith('/')
    ? subject.slice(1).split(/\/(?=[A-Za-z0-9.]+=)/)
    : subject.split(/(?<!\\),\s*(?=[A-Za-z0-9.]+=)/).reverse();
  return rdns.join('\n');
}
