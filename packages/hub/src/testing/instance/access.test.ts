import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AccessCase, accessCases } from './access-calls.fixture.ts';
import { callers, ruleFor } from './access-rules.fixture.ts';
import { type Callers, describeOutcome, faultCode, startCallers } from './callers.fixture.ts';
import { changes, createFingerprints, type Fingerprint } from './effects.fixture.ts';
import { type FullInstance, startFullInstance } from './full-instance.fixture.ts';

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
  fault: 'unexpected: Error: test exception',
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
