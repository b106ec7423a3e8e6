import type { WireStruct } from '@koji/common/wire/values';
import { describe, expect, test } from 'vitest';
import { entryLines } from './entry-lines.ts';
import { historyTimeline } from './timeline.ts';

const row = (changes: WireStruct): WireStruct => ({
  'tag.name': 'f40',
  tag_id: 1,
  create_event: 10,
  revoke_event: null,
  create_ts: 1700000000,
  revoke_ts: null,
  creator_name: 'alice',
  revoker_name: null,
  active: true,
  ...changes,
});
const style = { events: false, verbose: false, utc: true };
const lines = (history: { readonly [table: string]: readonly WireStruct[] }, changes: Partial<typeof style> = {}) =>
  historyTimeline(history, { context: false }).flatMap((entry) => entryLines(entry, { ...style, ...changes }));

describe('history', () => {
  test('a row that ends where the next of the same thing begins is a change', () => {
    const history = {
      tag_config: [
        row({ arches: 'x86_64', revoke_event: 20, revoke_ts: 1700000060, revoker_name: 'bob', active: null }),
        row({ arches: 'x86_64 i686', create_event: 20, create_ts: 1700000060, creator_name: 'bob' }),
      ],
    };
    expect(lines(history)).toEqual([
      'Tue Nov 14 22:13:20 2023 new tag: f40 by alice',
      'Tue Nov 14 22:14:20 2023 tag configuration for f40 altered by bob [still active]',
      '    arches: x86_64 -> x86_64 i686',
    ]);
  });

  test('builds come and go', () => {
    const tagging = { name: 'bash', version: '1', release: '2', 'tag.name': 'f40', build_id: 5 };
    const history = {
      tag_listing: [row({ ...tagging, revoke_event: 12, revoke_ts: 1700000001, revoker_name: 'bob', active: null })],
    };
    expect(lines(history, { events: true })).toEqual([
      'Tue Nov 14 22:13:20 2023 (eid 10) bash-1-2 tagged into f40 by alice',
      'Tue Nov 14 22:13:21 2023 (eid 12) bash-1-2 untagged from f40 by bob',
    ]);
  });

  test('ends that a question did not match show only with context', () => {
    const history = { tag_listing: [row({ name: 'bash', version: '1', release: '2', revoke_event: 12, _revoked_by: false })] };
    expect(historyTimeline(history, { context: false })).toHaveLength(1);
    expect(historyTimeline(history, { context: true })).toHaveLength(2);
  });

  test('tables of newer hubs are told in general words', () => {
    expect(lines({ moon_phases: [row({})] })).toEqual([
      'Tue Nov 14 22:13:20 2023 moon_phases entry created by alice [still active]',
    ]);
  });
});
