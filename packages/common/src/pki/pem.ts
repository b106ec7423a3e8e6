/** Wraps DER bytes as one PEM block with a final newline. */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** The first PEM block of that label, without any text around it; throws where there is none. */
export function firstPemBlock(text: string, label: string): string {
  const block = new RegExp(`-----BEGIN ${label}-----[^-]*-----END ${label}-----`).exec(text);
  if (!block) throw new Error(`no ${label} found in the PEM text`);
  return `${block[0].replaceAll('\r\n', '\n')}\n`;
}

/** A certificate and its key in one file, the form Koji's `cert` options take (NAME.pem): certificate first. */
export function pemBundle(issued: { readonly certificatePem: string; readonly privateKeyPem: string }): string {
  return issued.certificatePem + issued.privateKeyPem;
}
