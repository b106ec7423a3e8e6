import { withKeywords } from '@koji/common/wire/keywords';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../contract/read-contract.fixture.ts';
import { type AccessCase, accessCases, accessOf } from './access-calls.fixture.ts';
import { callers, ruleFor } from './access-rules.fixture.ts';
import { plausibleArguments } from './arguments.fixture.ts';
import { type Callers, describeOutcome, faultCode, startCallers } from './callers.fixture.ts';
import { changes, createFingerprints, type Fingerprint } from './effects.fixture.ts';
import { type FullInstance, startFullInstance } from './full-instance.fixture.ts';
import { placesOf } from './mutations.fixture.ts';

let instance: FullInstance;
let who: Callers;
let fingerprint: () => Promise<Fingerprint>;
let cases: AccessCase[];
beforeAll(async () => {
  instance = await startFullInstance();
  who = await startCallers(instance);
  fingerprint = await createFingerprints(instance.hub);
  cases = accessCases(instance.things);
});
afterAll(async () => {
  await who?.[Symbol.asyncDispose]();
  await instance?.[Symbol.asyncDispose]();
});

/** What is wrong with how a call ends for those who may not make it. */
async function refuse({ title, method, args, needs }: AccessCase): Promise<string[]> {
  const { allowed, permitted, faults } = ruleFor(needs);
  const refused = callers.filter((caller) => !allowed.includes(caller));
  const ends = await Promise.all(refused.map((caller) => who.call(caller, permitted, method, args)));
  return ends.flatMap((end, i) => {
    const code = faultCode(end);
    return code !== undefined && faults.includes(code) ? [] : [`${title} by ${refused[i]}: ${describeOutcome(end)}`];
  });
}

test('whoever the contract does not allow a call is refused, and nothing happens', async () => {
  const wrong: string[] = [];
  let before = await fingerprint();
  for (let at = 0; at < cases.length; at += 10) {
    const some = cases.slice(at, at + 10);
    for (const each of some) wrong.push(...(await refuse(each)));
    const after = await fingerprint();
    const changed = changes(before, after);
    if (changed.length > 0) wrong.push(`one of ${some.map(({ title }) => title).join(', ')} changed ${changed.join(', ')}`);
    before = after;
  }
  expect(wrong).toEqual([]);
}, 120_000);

/** Calls that end in a fault for everybody: tests of faults, and what a session has already. */
const faultsByNature: Readonly<Record<string, string>> = {
  error: '1000 test error',
  fault: "1 <class 'Error'>: test exception",
  exclusiveSession: '1000 session is already exclusive',
};

test('whoever the contract allows a call can make it', async () => {
  const wrong: string[] = [];
  for (const { title, method, args, needs } of cases) {
    const { allowed, permitted } = ruleFor(needs);
    for (const caller of allowed) {
      const end = describeOutcome(await who.tryOut(caller, permitted, method, args));
      if (end !== 'answered' && end !== faultsByNature[method]) wrong.push(`${title} by ${caller}: ${end}`);
    }
  }
  expect(wrong).toEqual([]);
}, 120_000);

const heldByHosts = /^(task_id|(__)?parent|tasks\[0\]|brootid)$/;

test('a host gets nowhere with tasks and buildroots that are not its own, or not open', async () => {
  const { things } = instance;
  const notHeld = [things.otherTask, things.closedTask, things.failedTask, things.assignedTask, things.freeTask, 999_999];
  const wrong: string[] = [];
  const before = await fingerprint();
  for (const method of Object.keys(contract).filter((name) => name.startsWith('host.'))) {
    const places = placesOf(method, things).filter(({ title, value }) => heldByHosts.test(title) && typeof value === 'number');
    // The one that holds nothing may get an answer, as long as nothing comes of it.
    if (places.length > 0) await who.call('otherHost', '', method, plausibleArguments(method, things));
    if (!/owns/.test(accessOf(method))) continue;
    for (const place of places.filter(({ title }) => title !== 'brootid' && title !== 'tasks[0]')) {
      for (const task of notHeld) {
        const end = await who.call('owningHost', '', method, place.argumentsWith(task));
        const code = faultCode(end);
        if (code !== 1004 && code !== 1000) wrong.push(`${method} ${place.title} ${task}: ${describeOutcome(end)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(changes(before, await fingerprint())).toEqual([]);
}, 120_000);

test('in a multiCall each call is refused as it would be alone', async () => {
  const before = await fingerprint();
  for (const caller of ['anonymous', 'plain', 'otherHost'] as const) {
    const refused = cases.filter(({ needs, method }) => !ruleFor(needs).allowed.includes(caller) && !/ogin$/.test(method));
    const calls = refused.map(({ method, args }) => ({ methodName: method, params: withKeywords(args.positional, args.named) }));
    const answers = (await who.session(caller, '').call('multiCall', [calls])) as { faultCode: number }[];
    const wrong = answers.flatMap(({ faultCode: code }, i) => {
      const { title, needs } = refused[i]!;
      return ruleFor(needs).faults.includes(code) ? [] : [`${title} by ${caller}: ${code}`];
    });
    expect(wrong).toEqual([]);
  }
  expect(changes(before, await fingerprint())).toEqual([]);
}, 120_000);
