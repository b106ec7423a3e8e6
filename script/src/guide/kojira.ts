import { logInByKerberos, startDaemon } from './daemon.ts';
import { type Chapter, expectText } from './paragraph.ts';

const configuration = '/etc/kojira/kojira.conf';

const required = `; The URL for the xmlrpc server
server=http://hub.example.com/kojihub
`;

const certificate = `
;client certificate
; This should reference the kojira certificate we created above
cert = /etc/pki/koji/kojira.pem

;certificate of the CA that issued the client certificate
ca = /etc/pki/koji/koji_ca_cert.crt

;certificate of the CA that issued the HTTP server certificate
serverca = /etc/pki/koji/koji_ca_cert.crt
`;

/** The guide counts on defaults that lie outside of this directory. */
const placeSettings = `
topdir = /mnt/koji
logfile = /var/log/kojira/kojira.log
sleeptime = 5
`;

const kerberos = `
; For Kerberos authentication
; the principal to connect with
principal=koji/kojira@EXAMPLE.COM
; The location of the keytab for the principal above
keytab=/etc/kojira.keytab
`;

export const kojira: Chapter = {
  title: 'Kojira - Yum repository creation and maintenance',
  paragraphs: [
    { title: 'Configuration files', difference: 'the lock is forced by kojira.service; further options stand in KOJIRA_OPTS' },
    { title: 'Install kojira', difference: 'as docs/installing.md says' },
    {
      title: 'kojira.conf, required: server',
      follow: (site) => site.write(configuration, site.relocate(required)),
    },
    { title: 'Kojira needs to write to /mnt/koji; there must be one only; better not on a builder' },
    {
      title: 'kojira.conf for SSL: cert, ca, serverca',
      difference: 'ca has no effect, and kojira says so',
      follow: (site) => site.append(configuration, site.relocate(certificate + placeSettings)),
    },
    {
      title: 'kojira.conf for Kerberos: principal and keytab',
      difference:
        'serverca as for SSL, since logins are encrypted. The principal is told to the hub: koji edit-user --add-krb koji/kojira@EXAMPLE.COM kojira',
      async follow(site) {
        await site.shell('koji edit-user --add-krb koji/kojira@EXAMPLE.COM kojira', { as: 'kojiadmin' });
        await site.shell('mkdir -p /var/log/kojira');
        await logInByKerberos(site, 'kojira', 'kojira', required + kerberos + placeSettings);
      },
    },
    {
      title: '/etc/sysconfig/kojira: RUNAS',
      difference: 'kojira.service starts it as koji, like the hub; another user than that also takes User= there',
    },
    {
      title: 'Add the user kojira, if that was not done before',
      async follow(site) {
        const again = site.shell('koji add-user kojira', { as: 'kojiadmin' }).then(
          () => 'added it twice',
          (error: Error) => error.message,
        );
        expectText(await again, /already exists/, 'a second koji add-user kojira');
      },
    },
    {
      title: 'Start kojira and look at /var/log/kojira/kojira.log',
      difference: 'systemctl start kojira; the log is in the journal then: journalctl -u kojira',
      follow: (site) => startDaemon(site, 'kojira', '/var/log/kojira/kojira.log'),
    },
  ],
};
