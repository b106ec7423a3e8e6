import { describe, expect, test } from 'vitest';
import { integer, onOff, text, texts, time, toggle } from './flag.ts';
import { parseFlags } from './parse-flags.ts';

const table = {
  quiet: toggle('-q --quiet', 'say less'),
  wait: onOff('--wait', 'wait', '--nowait', 'do not wait'),
  noauth: toggle('--noauth', 'do not log in'),
  tag: texts('-t --tag', 'a tag'),
  priority: integer('-p --priority', 'a number'),
  owner: text('--owner', 'a user'),
  after: time('--after', 'a moment'),
};
const parse = (...argv: string[]) => parseFlags(table, argv, { interspersed: true });

describe('flags', () => {
  test('stand anywhere between the words', () => {
    const { values, words } = parse('base', '--owner', 'alice', 'bash', '-q', 'gcc');
    expect(words).toEqual(['base', 'bash', 'gcc']);
    expect(values).toMatchObject({ owner: 'alice', quiet: true, noauth: false });
  });

  test('end at the first word where words must not be mixed with them', () => {
    expect(parseFlags(table, ['-q', 'version', '--wait'], { interspersed: false })).toMatchObject({
      values: { quiet: true, wait: undefined },
      words: ['version', '--wait'],
    });
  });

  test('end at a double dash', () => {
    expect(parse('-q', '--', '--wait', '-x')).toMatchObject({ values: { wait: undefined }, words: ['--wait', '-x'] });
  });

  test('take their value in every usual form', () => {
    expect(parse('--tag=a', '--tag', 'b', '-tc', '-t', 'd', '--tag=').values.tag).toEqual(['a', 'b', 'c', 'd', '']);
    expect(parse('-qp7').values).toMatchObject({ quiet: true, priority: 7 });
    expect(parse('--owner', '-q').values).toMatchObject({ owner: '-q', quiet: false });
  });

  test('may be shortened as long as they stay unique', () => {
    expect(parse('--own=x', '--now').values).toMatchObject({ owner: 'x', wait: false });
    expect(() => parse('--no')).toThrow('ambiguous option: --no (--noauth, --nowait?)');
  });

  test('of a pair: the last one wins', () => {
    expect(parse('--wait', '--nowait').values.wait).toBe(false);
    expect(parse('--nowait', '--wait').values.wait).toBe(true);
  });

  test('stop at a request for help', () => {
    expect(parse('--he', '--bogus').help).toBe(true);
    expect(parse('-qh').help).toBe(true);
  });

  test.each([
    [['--bogus'], 'no such option: --bogus'],
    [['-x'], 'no such option: -x'],
    [['--owner'], '--owner option requires 1 argument'],
    [['-t'], '-t option requires 1 argument'],
    [['--quiet=yes'], '--quiet option does not take a value'],
    [['-p', 'x'], "option -p: invalid integer value: 'x'"],
    [['--after=soon'], 'option --after: invalid time: soon'],
  ])('%j is refused', (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });

  test('a lone dash is a word', () => {
    expect(parse('-').words).toEqual(['-']);
  });
});
