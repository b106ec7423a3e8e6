import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../trial/layout.ts';
import { type Chapter, edited, expectText } from './paragraph.ts';
import type { Site } from './site.ts';

/** Where the certificates' common name is not the name of the files. */
const commonNames: Readonly<Record<string, string>> = {
  kojihub: 'localhost',
  kojiweb: 'localhost',
  kojibuilder1: 'kojibuilder1.example.com',
  kojibuilder2: 'kojibuilder2.example.com',
};

/** What is typed when openssl asks: defaults, the organizational unit and the common name; yes; a password. */
function typist(): string {
  const names = Object.entries(commonNames).map(([user, name]) => `${user}) name=${name} ;;`);
  return `
openssl() {
  local name=\${user-Koji CA}
  case $name in ${names.join(' ')} esac
  case $1 in
    req) printf '\\n\\n\\n\\n%s\\n%s\\n\\n\\n\\n' "\${user-}" "$name" | command openssl "$@" ;;
    ca) printf 'y\\ny\\n' | command openssl "$@" ;;
    pkcs12) printf 'koji\\nkoji\\n' | command openssl "$@" ;;
    *) command openssl "$@" ;;
  esac
}
`;
}

const generateAuthority = `
cd /etc/pki/koji/
mkdir {certs,private}
touch index.txt
echo 01 > serial
caname=koji
openssl genrsa -out private/\${caname}_ca_cert.key 2048
openssl req -config ssl.cnf -new -x509 -days 3650 -key private/\${caname}_ca_cert.key \\
-out \${caname}_ca_cert.crt -extensions v3_ca
`;

const generateCertificates = `
for user in kojira kojiweb kojihub kojibuilder{1..5} kojiadmin; do
openssl genrsa -out certs/\${user}.key 2048
openssl req -config ssl.cnf -new -nodes -out certs/\${user}.csr -key certs/\${user}.key
openssl ca -config ssl.cnf -keyfile private/\${caname}_ca_cert.key -cert \${caname}_ca_cert.crt \\
-out certs/\${user}.crt -outdir certs -infiles certs/\${user}.csr
cat certs/\${user}.crt certs/\${user}.key > \${user}.pem
done
`;

const generateBrowserFile = `
openssl pkcs12 -export -inkey certs/\${user}.key -in certs/\${user}.crt -CAfile \${caname}_ca_cert.crt \\
-out certs/\${user}_browser_cert.p12
`;

const inAuthority = `${typist()}cd /etc/pki/koji; caname=koji`;
const settings = `[koji]
server = https://hub.example.com/kojihub
weburl = http://www.example.com/koji
topurl = http://server.example.com/mnt/koji
authtype = ssl
; so that a watched task is seen to move
poll_interval = 1
`;

async function writeSslConfiguration(site: Site): Promise<void> {
  const shown = await readFile(join(repository, 'script/sample/setup-guide/ssl.cnf'), 'utf8');
  await site.write(
    '/etc/pki/koji/ssl.cnf',
    edited(shown, { 'default_md = md5': 'default_md = sha256', 'My company': 'Example Org' }),
  );
}

async function issueCertificates(site: Site): Promise<void> {
  await site.shell(`${inAuthority}\n${generateCertificates}`);
  const users = ['kojira', 'kojiweb', 'kojihub', ...[1, 2, 3, 4, 5].map((n) => `kojibuilder${n}`), 'kojiadmin'];
  for (const user of users)
    expectText(await site.shell(`cd /etc/pki/koji; openssl verify -CAfile koji_ca_cert.crt ${user}.pem`), /: OK/, `${user}.pem`);
}

/** The authority as it is goes on with koji-pki, which gives servers the name that is looked for today. */
async function addServerNames(site: Site): Promise<void> {
  const pki = `koji-pki --dir /etc/pki/koji`;
  expectText(await site.shell(`${pki} import`), /9 certificates on record/, 'koji-pki import');
  expectText(await site.shell(`${pki} list`), /kojibuilder1 +valid .*CN=kojibuilder1\.example\.com/, 'koji-pki list');
  for (const name of ['kojihub', 'kojiweb']) {
    await site.shell(`${pki} renew ${name} --san localhost`);
    const text = await site.shell(`openssl x509 -in /etc/pki/koji/${name}.pem -noout -ext subjectAltName`);
    expectText(text, /DNS:localhost/, `the names in ${name}.pem`);
  }
}

async function installLikeFedora(site: Site): Promise<void> {
  await site.shell(
    `cp /etc/pki/koji/kojiadmin.pem ~/.fedora.cert
     cp /etc/pki/koji/koji_ca_cert.crt ~/.fedora-upload-ca.cert
     cp /etc/pki/koji/koji_ca_cert.crt ~/.fedora-server-ca.cert
     mkdir ~/.koji`,
    { as: 'packager' },
  );
  await site.write('/home/packager/.koji/config', site.relocate(settings));
}

export const certificates: Chapter = {
  title: 'Setting up SSL Certificates for authentication',
  paragraphs: [
    {
      title: 'ssl.cnf',
      difference: 'default_md = sha256 in place of md5, with which OpenSSL still signs but which no TLS library takes any more',
      follow: writeSslConfiguration,
    },
    {
      title: 'Generate CA',
      async follow(site) {
        await site.shell(typist() + generateAuthority);
        expectText(await site.shell('openssl x509 -in /etc/pki/koji/koji_ca_cert.crt -noout -subject'), /CN = Koji CA/, 'the CA');
      },
    },
    { title: 'The questions that openssl asks: organizational unit and common name are what changes' },
    {
      title: 'One certificate for each component; whose name stands in it',
      difference:
        'the name of a server must stand in its certificate as subject alternative name too, for browsers and Python: koji-pki import, then koji-pki renew kojihub --san NAME, and the same for kojiweb, add it to the certificates of the next paragraph. Koji’s own programs take the common name',
    },
    {
      title: 'Generate the certificates of components and of the administrator',
      async follow(site) {
        await issueCertificates(site);
        await addServerNames(site);
      },
    },
    {
      title: 'Generate a PKCS12 user certificate',
      async follow(site) {
        await site.shell(`${inAuthority}; user=kojiadmin\n${generateBrowserFile}`);
      },
    },
    {
      title: 'What to give a user: ~/.fedora.cert, ~/.fedora-upload-ca.cert, ~/.fedora-server-ca.cert',
      follow: installLikeFedora,
    },
    {
      title: 'Copy certificates into ~/.koji for kojiadmin',
      async follow(site) {
        await site.shell(
          `mkdir ~/.koji
           cp /etc/pki/koji/kojiadmin.pem ~/.koji/client.crt
           cp /etc/pki/koji/koji_ca_cert.crt ~/.koji/clientca.crt
           cp /etc/pki/koji/koji_ca_cert.crt ~/.koji/serverca.crt`,
          { as: 'kojiadmin' },
        );
      },
    },
    {
      title: '/etc/koji.conf, and ~/.koji/config for one user',
      async follow(site) {
        await site.write('/etc/koji.conf', site.relocate(settings));
        await site.shell('cp /etc/koji.conf ~/.koji/config', { as: 'kojiadmin' });
      },
    },
  ],
};
