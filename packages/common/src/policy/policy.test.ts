import { expect, test } from 'vitest';
import { double } from '../wire/values.ts';
import { describePath, evaluatePolicy } from './evaluate.ts';
import { parsePolicy } from './parse.ts';
import { type Facts, simpleTests } from './simple-tests.ts';

function ask(text: string, facts: Facts = {}) {
  return evaluatePolicy(parsePolicy(text), (call) => {
    const prepare = simpleTests[call.name];
    if (!prepare) throw new Error(`no test ${call.name}`);
    return prepare(call.args)(facts);
  });
}

const nested = `
  # comments and empty lines do not count
  match user alice :: {
    bool yes :: inner-yes
    match tag f* :: {
      has gone :: deeper
    }
    compare n > 2 !! small   # what is behind a hash neither
  }
  all :: outer
`;
const cases: [string, string, Facts, string | null][] = [
  ['the first rule that applies decides', 'all :: first\nall :: second', {}, 'first'],
  ['no rule applies', 'none :: never', {}, null],
  ['an empty policy has no answer', '', {}, null],
  ['&& wants every test', 'has a && has b :: both\nall :: other', { a: 1 }, 'other'],
  ['!! applies unless all tests hold', 'has a && has b !! lacking', { a: 1 }, 'lacking'],
  ['!! does not apply when all hold', 'has a && has b !! lacking', { a: 1, b: null }, null],
  ['the last :: parts tests and action', 'match url a::b :: hit', { url: 'a::b' }, 'hit'],
  ['an action keeps its words', 'all :: deny Only today, and a !! here', {}, 'deny Only today, and a !! here'],
  ['a block is entered', nested, { user: 'alice', yes: true }, 'inner-yes'],
  ['a negated rule inside a block', nested, { user: 'alice', n: 1 }, 'small'],
  ['a block inside a block', nested, { user: 'alice', tag: 'f42', gone: null }, 'deeper'],
  ['a block without a match falls through', nested, { user: 'alice', n: 3 }, 'outer'],
  ['a block whose tests fail is skipped', nested, { user: 'bob' }, 'outer'],
  ['a block can be negated', 'has a !! {\nall :: without\n}', {}, 'without'],
];
test.each(cases)('%s', async (_title, text, facts, action) => {
  expect((await ask(text, facts)).action).toBe(action);
});

const testCases: [string, Facts, boolean][] = [
  ['true', {}, true],
  ['none', {}, false],
  ['has x', { x: null }, true],
  ['bool x', { x: 0 }, false],
  ['bool x', { x: [1] }, true],
  ['bool x', {}, false],
  ['match x f?2 g*', { x: 'g1' }, true],
  ['match x f?2', { x: null }, false],
  ['match_any x a b*', { x: ['z', 'bc'] }, true],
  ['match_any x 5', { x: [5] }, true],
  ['match_any x *', { x: [null] }, false],
  ['match_any x *', { x: 'text' }, false],
  ['match_all x a* b*', { x: ['ab', 'bc'] }, true],
  ['match_all x a*', { x: ['ab', null] }, false],
  ['match_all x a*', { x: [] }, false],
  ['compare n >= 2.5', { n: double(2.5) }, true],
  ['compare n != 2', { n: 2 }, false],
  ['compare n < 2', {}, false],
  ['is_child_task', { parent: null }, false],
  ['is_child_task', { parent: 5 }, true],
  ['skip_tag', { skip_tag: true }, true],
  ['target rhel-*', { target: 'rhel-9' }, true],
  ['vm_name win*', { vm_name: 'win10' }, true],
];
test.each(testCases)('%s of %j is %s', async (line, facts, expected) => {
  expect((await ask(`${line} :: yes`, facts)).action === 'yes').toBe(expected);
});

test.each([
  ['a rule without :: or !!', 'all allow'],
  ['a rule without tests', ' :: allow'],
  ['an empty test', 'all && :: allow'],
  ['an unclosed block', 'all :: {\nall :: allow'],
  ['a closed block that was never opened', '}'],
])('%s cannot be read', (_title, text) => {
  expect(() => parsePolicy(text)).toThrow();
});

test('comparing what is no number is an error, not an answer', async () => {
  await expect(ask('compare n > 2 :: yes', { n: 'many' })).rejects.toThrow('not a number');
  await expect(ask('match tag f* :: yes', { tag: 5 })).rejects.toThrow('not text');
});

test('the way to an answer can be told', async () => {
  const outcome = await ask(nested, { user: 'alice', n: 1 });
  expect(describePath(outcome)).toBe('match user alice :: ... compare n > 2 !! small');
  expect(describePath(await ask('none :: x'))).toBe('(no match)');
});
