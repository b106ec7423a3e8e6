import { boolean, integer, list, optionalText } from '@koji/common/config/options';
import { type DocumentedTable, setting, wordSeparator } from './documented.ts';

/** Settings that only this hub has; most of them because it is its own web server. */
export const ownOptions = {
  // For Kerberos; Koji's hub dropped them when its web server took that over.
  authPrincipal: setting(
    'The service HTTP/… that Kerberos tickets must be for; any of the keytab without it',
    optionalText('AuthPrincipal'),
  ),
  authKeytab: setting('Keytab with the key of the service; with it Kerberos tickets are taken', optionalText('AuthKeytab')),
  listen: setting(
    'Addresses of the hub; http://… or unix:/… behind a front end, http://… beside https:// for those who do not log in',
    list('Listen', ['https://0.0.0.0:443'], wordSeparator),
  ),
  filesListen: setting(
    'A further address that serves only the file tree, for downloads by machines',
    optionalText('FilesListen'),
  ),
  tlsCertificate: setting('PEM file with the certificate of the hub', optionalText('TLSCertificate')),
  tlsKey: setting('PEM file with its key, when that is not in the certificate’s', optionalText('TLSKey')),
  clientCa: setting('PEM file of the authorities whose client certificates are taken', optionalText('ClientCA')),
  clientCrl: setting('PEM file with the revocation list of each of them', optionalText('ClientCRL')),
  workers: setting('Processes; 0 for one a processor', integer('Workers', 0)),
  dbConnections: setting(
    'Database connections of each process, so many for reading and so many for all else, beside two that all its calls share',
    integer('DBConnections', 12),
  ),
  /** Anybody may search, and some patterns would take for ever. */
  regexpSearchLimitS: setting('Seconds after which a search by regular expression is given up', integer('RegexpSearchLimit', 60)),
  sessionKeepDays: setting(
    'Days after which a session that is not used is deleted, closed or not; 0 where koji-sweep-db does that',
    integer('SessionKeepDays', 1),
  ),
  trustedProxies: setting(
    'Addresses of front ends whose identity headers are believed',
    list('TrustedProxies', [], wordSeparator),
  ),
  promptScheduling: setting(
    'Schedule as soon as a task is free, not only when a builder asks and RunInterval has passed',
    boolean('PromptScheduling', true),
  ),
  allowPasswordLogin: setting('Take logins by password', boolean('AllowPasswordLogin', true)),
  allowPasswordOverHttp: setting('Take them over unencrypted connections too', boolean('AllowPasswordOverHTTP', false)),
} satisfies DocumentedTable;
