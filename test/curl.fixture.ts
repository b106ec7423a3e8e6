import { run } from './trial.fixture.ts';

export interface CurlAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** What curl gets from an address, as a script of a user would. */
export async function curl(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<CurlAnswer> {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr } = await run('curl', ['--silent', '--show-error', '--include', ...args], { env });
  if (status !== 0) throw new Error(`curl ${args.join(' ')}: ${stderr}`);
  // Of several answers in a row, as Negotiate takes, the last one counts.
  const [headers = '', ...rest] = stdout.slice(stdout.lastIndexOf('HTTP/1.1 ')).split('\r\n\r\n');
  return { status: Number(headers.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}

/** The login cookie of an answer, as it is sent back. */
export function cookieOf({ headers }: CurlAnswer): string | undefined {
  return /^set-cookie: (user=[^;]+)/im.exec(headers)?.[1];
}
