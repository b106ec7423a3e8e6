import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract } from '../contract/read-contract.fixture.ts';
import { ruleFor, successfulCaller } from './access-rules.fixture.ts';
import { type Callers, describeOutcome, faultCode, type Outcome, startCallers } from './callers.fixture.ts';
import { type FullInstance, startFullInstance } from './full-instance.fixture.ts';
import { placesOf } from './mutations.fixture.ts';

const secret = 'nobody shall read this';
const digest = (type: string) => createHash(type).update(secret).digest('hex');
/** What an answer would show of it. */
const traces = [secret, Buffer.from(secret).toString('base64').slice(0, 20), digest('md5'), digest('sha256')];

let instance: FullInstance;
let who: Callers;
beforeAll(async () => {
  instance = await startFullInstance();
  who = await startCallers(instance);
  layTraps(instance.hub.topdir);
});
afterAll(async () => {
  await who?.[Symbol.asyncDispose]();
  await instance?.[Symbol.asyncDispose]();
});

/** Something to find beside the tree, and links from the work directory that lead there. */
function layTraps(topdir: string): void {
  const outside = outsideOf(topdir);
  mkdirSync(outside);
  for (const name of ['secret.txt', 'a.exe', 'repo_manifest', 'metadata.json', 'build.log'])
    writeFileSync(join(outside, name), secret);
  const links = join(topdir, 'work/links');
  mkdirSync(join(links, 'directory'), { recursive: true });
  symlinkSync(outside, join(links, 'out'));
  symlinkSync(join(outside, 'secret.txt'), join(links, 'file'));
  symlinkSync(join(outside, 'nothing'), join(links, 'dangling'));
}
function outsideOf(topdir: string): string {
  return join(dirname(topdir), 'outside');
}

/** Parameters, and members of structs, that become part of a file's name. The others are tried with the plainest paths only. */
const pathLike =
  /path|srpm|rpms|logs|files|output|^key|directory|volume|sigkey|suffix|comps|arch\b|version$|release$|(file|dst|build|info|data|CG)[nN]ame$|^(name|dst)$|(group|artifact)_id/;

/** What a path might be in order to lead somewhere else, or to be none. */
function hostilePaths(topdir: string): string[] {
  const outside = outsideOf(topdir);
  return [
    join(outside, 'secret.txt'),
    `../../outside/secret.txt`,
    `a/../../../outside/secret.txt`,
    '%2e%2e/．．/outside/secret.txt',
    '..',
    '.',
    'links/out/build.log',
    'links/out/a.exe',
    'links/file',
    'links/dangling',
    'links/directory',
    'line\nbreak',
    'x'.repeat(5000),
    `${'d/'.repeat(3000)}f`,
  ];
}

test('no path that a client can name leads out of the tree, neither to read nor to write', async () => {
  const { hub, things } = instance;
  const outside = outsideOf(hub.topdir);
  const around = () => [...readdirSync(dirname(hub.topdir)), ...readdirSync(outside, { recursive: true })].join('\n');
  const before = around();
  const wrong: string[] = [];
  const paths = hostilePaths(hub.topdir);
  for (const [method, { needs }] of Object.entries(contract)) {
    if (method === 'fault' || method === 'echo') continue;
    const rule = ruleFor(needs);
    const readOnly = hub.open.services.methods.get(method)?.readOnly;
    for (const place of placesOf(method, things).filter(({ value }) => typeof value === 'string')) {
      for (const path of pathLike.test(place.title) ? paths : paths.slice(0, 2)) {
        const title = `${method} ${place.title} ${JSON.stringify(path.slice(0, 60))}`;
        const mayBeKept = path.startsWith('links/') && !readOnly;
        const look = (end: Outcome) => {
          if (around() !== before) wrong.push(`${title} wrote outside`);
          if ('answer' in end && (tells(end.answer) || (mayBeKept && keptCopy(hub.topdir)))) wrong.push(`${title} read outside`);
        };
        const end = await who.tryOut(successfulCaller(rule), rule.permitted, method, place.argumentsWith(path), look);
        if (faultCode(end) === 1) wrong.push(`${title}: ${describeOutcome(end)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
}, 400_000);

/** Whether what is outside has come into the tree. */
function keptCopy(topdir: string): boolean {
  return readdirSync(topdir, { recursive: true, withFileTypes: true }).some((entry) => {
    if (!entry.isFile()) return false;
    const path = join(entry.parentPath, entry.name);
    return statSync(path).size === secret.length && readFileSync(path, 'utf8') === secret;
  });
}
function tells(answer: unknown): boolean {
  const text = JSON.stringify(answer, (_key, value) => (typeof value === 'bigint' ? Number(value) : value)) ?? '';
  return traces.some((trace) => text.includes(trace));
}
