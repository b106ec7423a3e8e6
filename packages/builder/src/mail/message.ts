/** A message as it is handed to a mail server: lines end with CR LF. */
export interface MailMessage {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** Further headers, in their order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export function renderMessage({ from, to, subject, headers, body }: MailMessage): string {
  const all: (readonly [string, string])[] = [
    ['From', from],
    ['Subject', subject],
    ['To', to.join(', ')],
    ...headers,
    ['MIME-Version', '1.0'],
    ['Content-Type', 'text/plain; charset=utf-8'],
    ['Content-Transfer-Encoding', '8bit'],
  ];
  const lines = all.map(([name, value]) => `${name}: ${encodeHeader(oneLine(value))}`);
  return [...lines, '', ...body.split(/\r?\n/)].join('\r\n');
}

/** A value from elsewhere must not add headers of its own. */
function oneLine(value: string): string {
  return value.replaceAll(/[\r\n]+/g, ' ');
}
function encodeHeader(value: string): string {
  return /^[\x20-\x7e\t]*$/.test(value) ? value : `=?utf-8?B?${Buffer.from(value).toString('base64')}?=`;
}

/** The bare address of `Name <address>`. */
export function bareAddress(address: string): string {
  return (/<([^<>]+)>/.exec(address)?.[1] ?? address).trim();
}
