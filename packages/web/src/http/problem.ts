import { ActionNotAllowed, AuthError, KojiError, ServerOffline } from '@koji/common/errors';
import { PageProblem } from '../pages/problems.ts';
import type { Problem } from '../pages/system/problem.view.tsx';

const titles: Readonly<Record<number, string>> = {
  400: 'This address makes no sense',
  401: 'Who are you?',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible this way',
  500: 'Something went wrong',
  502: 'The hub cannot be reached',
  503: 'The hub is offline',
};

/** What a visitor is told of an error. Only problems of ours and the hub's own sentences are shown. */
export function describeProblem(error: unknown, { debug }: { debug: boolean }): Problem {
  const details = debug && error instanceof Error ? error.stack : undefined;
  const [status, message] = judge(error);
  return { status, message, title: titles[status] ?? 'Something went wrong', details };
}

function judge(error: unknown): [status: number, message: string] {
  if (error instanceof PageProblem) return [error.status, error.message];
  if (error instanceof ServerOffline) return [503, error.message || 'It is being looked after. Please try again later.'];
  if (error instanceof KojiError) return judgeFault(error);
  if (isConnectionError(error)) return [502, 'It does not answer. Please try again in a moment.'];
  const status = statusOf(error);
  return status === undefined
    ? [500, 'What happened is in the log of the web server.']
    : [status, 'The request cannot be understood.'];
}

/** The hub says what is wrong with a question in words; code 1 is an error inside it, whose words are for its log. */
function judgeFault(error: KojiError): [number, string] {
  if (/\bno such\b|^No matching |^couldn't find|does not exist/i.test(error.message)) return [404, error.message];
  if (error instanceof AuthError || error instanceof ActionNotAllowed) return [403, error.message];
  return error.faultCode === 1 ? [502, 'It met an error of its own.'] : [400, error.message];
}

/** What the HTTP server itself finds wrong with a request, such as a body that is too long. */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : undefined;
}

function isConnectionError(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TransportError') return true;
    if ('code' in cause && /^(E[A-Z]+|CERT_|UNABLE_|DEPTH_|SELF_|ERR_TLS)/.test(String(cause.code))) return true;
    if (/^no answer from /.test(cause.message)) return true;
  }
  return false;
}
