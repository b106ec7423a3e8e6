#!/bin/sh
# Makes the authority, the components' certificates and the web's secret, as far as they are not there.
set -eu
cd /etc/pki/koji
[ -e koji_ca_cert.crt ] || koji-pki init --org Koji
[ -e kojihub.pem ] || koji-pki server hub localhost 127.0.0.1 --name kojihub
[ -e kojiweb.pem ] || koji-pki component kojiweb --san localhost --san 127.0.0.1
for name in kojira builder; do [ -e $name.pem ] || koji-pki component $name; done
[ -e kojiadmin.pem ] || koji-pki user kojiadmin
secret=/etc/kojiweb/web.conf.d/secret.conf
[ -e $secret ] || (umask 077; printf '[web]\nSecret = %s\n' "$(node -p 'crypto.randomBytes(32).toString("hex")')" >$secret)
for directory in packages repos repos-dist scratch work; do mkdir -p /mnt/koji/$directory; done
