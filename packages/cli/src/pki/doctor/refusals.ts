import { type Circumstances, type Explanation, firstThatFits } from './ticket-failures.ts';

export interface Refused extends Circumstances {
  readonly usesCertificate: boolean;
  /** Issuer of the certificate. */
  readonly issuer: string;
}

/** Words of the hub and of its libraries. The first that fits counts. */
const explanations: readonly Explanation<Refused>[] = [
  // Certificates, as the hub sees them
  [
    /is not good: .*(CERT_REVOKED|revoked)/i,
    ({ who }) => `the certificate ${who} has been revoked: issue a new one (koji-pki component or user)`,
  ],
  [
    /is not good: .*(CRL_HAS_EXPIRED|UNABLE_TO_GET_CRL|CRL has expired)/i,
    () => "the hub's revocation list (ClientCRL) has run out, so it refuses everybody: koji-pki crl makes a new one",
  ],
  [
    /is not good: .*(UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|SELF_SIGNED|SIGNATURE_FAILURE)/i,
    ({ who, issuer }) => `the certificate ${who} was issued by ${issuer}, which is not in the hub's ClientCA`,
  ],
  [/is not good: (.*)/i, ({ who }, [, reason]) => `the hub does not accept the certificate ${who}: ${reason}`],
  [
    /a client certificate signed by the hub.s CA or a Kerberos ticket is needed/,
    ({ usesCertificate }) =>
      usesCertificate
        ? 'the hub asks nobody for a certificate: ClientCA is not set in hub.conf, or a front end does not pass certificates on'
        : 'the hub takes no Kerberos tickets: AuthKeytab is not set in hub.conf',
  ],
  // Whom the hub knows
  [
    /^Unknown user: (.*)/,
    (_circumstances, [, name = '']) =>
      name.includes('@')
        ? `the hub knows no user with the principal ${name}: koji edit-user --add-krb ${name} NAME, or koji add-user --principal ${name} NAME`
        : `the hub knows no user ${name} and LoginCreatesUser is off: koji add-user ${name}`,
  ],
  [/^logins by (.*) are not allowed/, (_circumstances, [, name]) => `the user ${name} is disabled: koji enable-user ${name}`],
  [
    /^Kerberos principal (.*) is not authorized to log in other users/,
    (_circumstances, [, name]) => `${name} is not in the hub's ProxyPrincipals, so it cannot log visitors in: add it to hub.conf`,
  ],
  [
    /^(\/.*) is not authorized to log in other users/,
    (_circumstances, [, name]) =>
      `${name} is not in the hub's ProxyDNs, so it cannot log visitors in: ProxyDNs = ${name} in hub.conf`,
  ],
  [
    /^Kerberos realm (.*) is not allowed/,
    (_circumstances, [, realm]) => `the realm ${realm} is not in the hub's AllowedKrbRealms`,
  ],
  [
    /^user (.*) is known under another Kerberos principal/,
    ({ who }, [, name]) => `the hub knows user ${name} by another principal than ${who}: koji edit-user --add-krb ${who} ${name}`,
  ],
  // Kerberos at the hub
  [
    /cannot take Kerberos tickets: (.*)/s,
    (_circumstances, [, reason]) => `the hub cannot use its keytab (AuthKeytab in hub.conf): ${reason}`,
  ],
  [
    /HTTP 401.*(not found in keytab \(ticket kvno|No key table entry|Wrong principal|the ticket is for)/i,
    ({ host }) => `the hub's keytab has no key of HTTP/${host}: the service is called after the host in the hub's address`,
  ],
  [
    /HTTP 401.*(kvno|Key version|Decrypt integrity)/i,
    ({ host }) =>
      `the hub's keytab holds an old key of HTTP/${host} (its kvno does not fit the ticket): export it again with ktadd and restart the hub`,
  ],
  [
    /Clock skew|Ticket not yet valid/i,
    () => 'the clocks of this machine, of the hub and of the Kerberos server are too far apart',
  ],
];

/** One sentence for a login that failed with these words. */
export function explainRefusal(message: string, circumstances: Refused): string {
  return firstThatFits(explanations, message, circumstances) ?? `the hub refuses ${circumstances.who}: ${message}`;
}
