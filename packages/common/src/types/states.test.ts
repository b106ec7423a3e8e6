import { expect, test } from 'vitest';
import * as states from './states.ts';

// The numbers travel and are stored in every existing database: they can never change.
test.each([
  [states.TASK_STATES, ['FREE', 'OPEN', 'CLOSED', 'CANCELED', 'ASSIGNED', 'FAILED']],
  [states.BUILD_STATES, ['BUILDING', 'COMPLETE', 'DELETED', 'FAILED', 'CANCELED']],
  [states.USERTYPES, ['NORMAL', 'HOST', 'GROUP']],
  [states.USER_STATUS, ['NORMAL', 'BLOCKED']],
  [states.AUTHTYPES, ['NORMAL', 'KERBEROS', 'SSL', 'GSSAPI']],
  [states.REPO_STATES, ['INIT', 'READY', 'EXPIRED', 'DELETED', 'PROBLEM']],
  [states.BR_STATES, ['INIT', 'WAITING', 'BUILDING', 'EXPIRED']],
  [states.BR_TYPES, ['STANDARD', 'EXTERNAL']],
  [states.TAG_UPDATE_TYPES, ['VOLUME_CHANGE', 'IMPORT', 'MANUAL', 'DRAFT_PROMOTION']],
  [states.CHECKSUM_TYPES, ['md5', 'sha1', 'sha256']],
  [states.DEP_TYPES, ['REQUIRE', 'PROVIDE', 'OBSOLETE', 'CONFLICT', 'SUGGEST', 'ENHANCE', 'SUPPLEMENT', 'RECOMMEND']],
] as [Readonly<Record<string, number>>, string[]][])('%j counts from nought in this order', (table, names) => {
  expect(Object.entries(table)).toEqual(names.map((name, number) => [name, number]));
});

test('a number has its name, an unknown one is shown as it is', () => {
  expect(states.nameOf(states.TASK_STATES, 4)).toBe('ASSIGNED');
  expect(states.nameOf(states.TASK_STATES, 44)).toBe('44');
});
