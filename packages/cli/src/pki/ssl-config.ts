/**
 * A configuration with which `openssl ca` goes on where koji-pki left off:
 * `cd /etc/pki/koji; openssl ca -config ssl.cnf -in NAME.csr -out certs/NAME.crt`.
 */
export function sslConfig(caName: string): string {
  return `# Configuration for the openssl command, in case it is used on this authority beside koji-pki.
# Run openssl in the directory of this file, for example:
#   openssl ca -config ssl.cnf -extensions client_cert -in NAME.csr -out certs/NAME.crt
#   openssl ca -config ssl.cnf -gencrl -out crl.pem

[ca]
default_ca = ca_default

[ca_default]
dir = .
certs = $dir/certs
new_certs_dir = $dir/certs
database = $dir/index.txt
serial = $dir/serial
crl = $dir/crl.pem
crlnumber = $dir/crlnumber
certificate = $dir/${caName}_ca_cert.crt
private_key = $dir/private/${caName}_ca_cert.key
x509_extensions = client_cert
crl_extensions = crl_ext
name_opt = ca_default
cert_opt = ca_default
default_days = 825
default_crl_days = 30
default_md = sha256
preserve = no
unique_subject = no
policy = policy_any

[policy_any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = supplied
emailAddress = optional

[req]
default_bits = 2048
default_md = sha256
distinguished_name = req_distinguished_name
string_mask = utf8only

[req_distinguished_name]
countryName = Country Name (2 letter code)
stateOrProvinceName = State or Province Name
localityName = Locality Name
organizationName = Organization Name
organizationalUnitName = Organizational Unit Name
commonName = Common Name (login name, or host name of a server)
commonName_max = 64
emailAddress = Email Address
emailAddress_max = 64

[client_cert]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid

# Set the host name before using this one.
[server_cert]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = DNS:hub.example.com

[crl_ext]
authorityKeyIdentifier = keyid
`;
}
