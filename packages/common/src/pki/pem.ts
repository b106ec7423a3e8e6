/** Wraps DER bytes as one PEM block with a final newline. */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/** All PEM blocks of that label, without any text around them. */
export function pemBlocks(text: string, label: string): string[] {
  const blocks = text.match(new RegExp(`-----BEGIN ${label}-----[^-]*-----END ${label}-----`, 'g')) ?? [];
  return blocks.map((block) => `${block.replaceAll('\r\n', '\n')}\n`);
}

/** The first PEM block of that label; throws where there is none. */
export function firstPemBlock(text: string, label: string): string {
  const [block] = pemBlocks(text, label);
  if (block === undefined) throw new Error(`no ${label} found in the PEM text`);
  return block;
}

/** The bytes of one PEM block. */
export function pemBytes(block: string): Buffer {
  return Buffer.from(block.replaceAll(/-----[^-]*-----/g, ''), 'base64');
}

/** A certificate and its key in one file, the form Koji's `cert` options take (NAME.pem): certificate first. */
export function pemBundle(issued: { readonly certificatePem: string; readonly privateKeyPem: string }): string {
  return issued.certificatePem + issued.privateKeyPem;
}
