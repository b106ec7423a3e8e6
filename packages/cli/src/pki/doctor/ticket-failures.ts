/** What is known of a login that failed. */
export interface Circumstances {
  /** The configuration file. */
  readonly file: string;
  /** Subject of the certificate or name of the principal. */
  readonly who: string;
  /** The hub's host, after which its service in Kerberos is called. */
  readonly host: string;
  readonly keytab: string | undefined;
}

/** What a message means, by the words in it and what matched. */
export type Explanation<C extends Circumstances = Circumstances> = readonly [
  RegExp,
  (circumstances: C, match: RegExpExecArray) => string,
];

/** What MIT's Kerberos says when a ticket cannot be had. The first that fits counts. */
const explanations: readonly Explanation[] = [
  [
    /Server \S* ?not found in Kerberos database/i,
    ({ host, file }) =>
      `there is no principal HTTP/${host} in Kerberos: make it, or call the hub in ${file} as its principal does`,
  ],
  [/Client \S* ?not found in Kerberos database/i, ({ who }) => `there is no principal ${who} in Kerberos: addprinc makes it`],
  [
    /Preauthentication failed|Password incorrect|Decrypt integrity check failed/i,
    ({ who, keytab }) =>
      `the key of ${who} in the keytab ${keytab} is not the one of Kerberos (its kvno is an old one): export it again with ktadd`,
  ],
  [
    /Cannot contact any KDC|Cannot find KDC|Cannot resolve network address/i,
    () => 'no Kerberos server answers: look at krb5.conf, or at the SRV record _kerberos._udp of the realm',
  ],
  [/Ticket expired/i, () => 'the Kerberos ticket has run out: run kinit'],
  [/No Kerberos credentials|No credentials|credentials cache/i, () => 'there is no Kerberos ticket: run kinit'],
];

/** One sentence for what Kerberos says; undefined for words that are not known here. */
export function explainTicketFailure(message: string, circumstances: Circumstances): string | undefined {
  return firstThatFits(explanations, message, circumstances);
}

export function firstThatFits<C extends Circumstances>(
  table: readonly Explanation<C>[],
  message: string,
  circumstances: C,
): string | undefined {
  for (const [pattern, explain] of table) {
    const match = pattern.exec(message);
    if (match) return explain(circumstances, match);
  }
  return undefined;
}
