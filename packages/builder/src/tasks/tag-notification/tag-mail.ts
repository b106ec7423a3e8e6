import type { MailMessage } from '../../mail/message.ts';

/** What happened to a build. */
export interface TagOperation {
  readonly packageName: string;
  readonly nvr: string;
  readonly isDraft: boolean;
  readonly userName: string;
  readonly fromTag: string | undefined;
  readonly intoTag: string | undefined;
  /** Why it failed; undefined when it did not. */
  readonly failure: string | undefined;
}

export function tagMail(operation: TagOperation): Omit<MailMessage, 'from' | 'to'> {
  const { packageName, nvr, isDraft, userName, fromTag, intoTag, failure } = operation;
  const action = fromTag !== undefined && intoTag !== undefined ? 'moved' : intoTag !== undefined ? 'tagged' : 'untagged';
  const places = [...(fromTag === undefined ? [] : [`from ${fromTag}`]), ...(intoTag === undefined ? [] : [`into ${intoTag}`])];
  const result = failure === undefined ? 'successfully' : 'unsuccessfully';
  const status = failure === undefined ? 'complete' : 'failed';
  const summary = [nvr, result, action, ...places, 'by', userName].join(' ');
  const lines = [
    `Package: ${packageName}`,
    `NVR: ${nvr}`,
    `User: ${userName}`,
    `Status: ${status}`,
    `Tag Operation: ${action}`,
    ...(fromTag === undefined ? [] : [`From Tag: ${fromTag}`]),
    ...(intoTag === undefined ? [] : [`Into Tag: ${intoTag}`]),
    '',
    summary,
    ...(failure === undefined ? [] : ['Operation failed with the error:', `    ${failure}`]),
    '',
  ];
  return {
    subject: summary,
    headers: [
      ['X-Koji-Package', packageName],
      ['X-Koji-NVR', nvr],
      ['X-Koji-Draft', isDraft ? 'True' : 'False'],
      ['X-Koji-User', userName],
      ['X-Koji-Status', status],
      ...[fromTag, intoTag].filter((tag) => tag !== undefined).map((tag): [string, string] => ['X-Koji-Tag', tag]),
    ],
    body: lines.join('\n'),
  };
}
