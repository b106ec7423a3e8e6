import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseIni } from '@koji/common/config/ini';
import { GenericError } from '@koji/common/errors';
import { isStruct } from '@koji/common/is-struct';
import { createLogger } from '@koji/common/service/logger';
import { type Script, startScriptedHub } from '@koji/common/testing/scripted-hub';
import { temporaryDirectory } from '@koji/common/testing/temporary-directory';
import { BR_STATES } from '@koji/common/types/states';
import { decodeResponse } from '@koji/common/wire/decode';
import { splitKeywords } from '@koji/common/wire/keywords';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import type { HubApi } from '@koji/hub/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../config.ts';
import { Alerts } from '../tasks/alerts.ts';
import { findDefinition } from '../tasks/registry.ts';
import { runTask, taskWorkdir } from '../tasks/run-task.ts';
import { takeTask } from '../tasks/take.ts';
import type { HostFacts } from '../tasks/task.ts';
import { makeHelloPackages } from './hello-packages.fixture.ts';
import { QuickPrograms } from './quick-programs.fixture.ts';

interface Call {
  readonly method: string;
  readonly args: WireStruct;
}
interface RecordedTask {
  readonly id: number;
  readonly method: string;
  readonly uploads: readonly string[];
  readonly calls: readonly (Call & { readonly answer: WireValue })[];
}
/** What kojid and a hub said to each other about each task of a build. */
const recording = JSON.parse(readFileSync(new URL('./first-build.json', import.meta.url), 'utf8')) as {
  readonly parameters: { readonly [method: string]: readonly { readonly name: string; readonly default?: WireValue }[] };
  readonly tasks: readonly RecordedTask[];
};
const host: HostFacts = { id: 1, name: 'builder1.rig', arches: 'x86_64' };
const log = createLogger({ name: 'test', level: 'silent' });

let scratch: Awaited<ReturnType<typeof temporaryDirectory>>;
let packages: string[];
beforeAll(async () => {
  scratch = await temporaryDirectory();
  packages = await makeHelloPackages(join(scratch.path, 'rpmbuild'));
});
afterAll(() => scratch[Symbol.asyncDispose]());

/** A call by the names of its arguments, in one spelling where kojid has two. */
function named(method: string, params: readonly WireValue[]): Call {
  const [positional, keywords] = splitKeywords(params);
  const args: WireStruct = {};
  for (const [at, { name, default: fallback }] of (recording.parameters[method] ?? []).entries()) {
    const value = at < positional.length ? positional[at] : fallback;
    if (value !== undefined) args[name] = value;
  }
  return spelt({ method, args: { ...args, ...keywords } });
}
function spelt({ method, args }: Call): Call {
  if (method === 'host.closeTask') {
    const result = typeof args.response === 'string' ? decodeResponse(args.response) : (args.response as WireValue);
    return { method, args: { ...args, response: withoutOrder(result) } };
  }
  const state = BR_STATES[args.state as keyof typeof BR_STATES] ?? args.state;
  return { method, args: method === 'host.setBuildRootState' ? { ...args, state } : args };
}
/** kojid's logs and repodata come in no particular order. */
function withoutOrder(result: WireValue): WireValue {
  if (isStruct(result) && Array.isArray(result.logs)) return { ...result, logs: [...result.logs].sort() };
  if (!Array.isArray(result)) return result;
  return result.map((part) => (Array.isArray(part) ? [...part].sort() : part));
}
/** Whether a call tells the hub something; the others only ask. */
function tells({ method }: Call): boolean {
  return (method.startsWith('host.') && method !== 'host.getHost') || method.startsWith('repo.');
}

/** Answers what was asked in the recording as there, in the order there, and nothing else. */
function scriptOf(task: RecordedTask): Script {
  const left = task.calls.map((call) => ({ ...spelt(call), answer: call.answer }));
  const answer = (call: Call): WireValue => {
    const isIt = (other: Call) => other.method === call.method && isDeepStrictEqual(other.args, call.args);
    const at = left.findIndex(isIt);
    const found = left[at];
    if (!found) throw new GenericError(`kojid did not say ${JSON.stringify(call)}`);
    // The last answer stays for those who ask again.
    if (left.filter(isIt).length > 1) left.splice(at, 1);
    return found.answer;
  };
  const methods = new Set(task.calls.map(({ method }) => method));
  return Object.fromEntries([...methods].map((method) => [method, (...params) => answer(named(method, params))]));
}

/** The hub's files: source packages, and what the repository holds. */
async function serveFiles() {
  const source = await readFile(packages.find((path) => path.endsWith('.src.rpm')) ?? '');
  const server = createServer((request, response) => {
    if (request.url?.endsWith('/x86_64/rpmlist.jsonl')) {
      const rpm = { id: 2, name: 'debian-buildroot', version: '12', release: '1', arch: 'x86_64' };
      response.end(JSON.stringify({ ...rpm, payloadhash: '671372559664642efc6ab25ad26874ba' }));
    } else response.end(source);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test.each(recording.tasks)('$method tells the hub what kojid told it, and asks nothing else', async (task) => {
  await using directory = await temporaryDirectory();
  await using files = await serveFiles();
  await using hub = await startScriptedHub(scriptOf(task));
  const place = (name: string) => join(directory.path, name);
  const repo = place('mnt/repos/dist-rig-build/2');
  await mkdir(join(repo, 'x86_64'), { recursive: true });
  await writeFile(join(repo, 'x86_64/pkglist'), 'a.rpm\n');
  const settings = `[kojid]
server = ${hub.url}
topurl = ${files.url}
topdir = ${place('mnt')}
workdir = ${place('work')}
mockdir = ${place('mock')}
mockconfdir = ${place('conf')}
mockuser = root
`;
  const { config } = readConfig(parseIni(settings, 'kojid.conf'), 'kojid.conf');
  const uploaded = task.uploads.map((path) => basename(path));
  const programs = new QuickPrograms({
    mockdir: config.mockdir,
    packages,
    logs: uploaded.filter((name) => name.endsWith('.log') && !name.startsWith('mock_') && name !== 'createrepo.log'),
    repodata: uploaded.filter((name) => !name.endsWith('.log')),
  });
  const session = hub.session<HubApi>();
  const definition = findDefinition(task.method);
  const taken = await takeTask(session.hub, task, host, definition, log);
  if (!definition || !taken) throw new Error('the task was not taken');
  const alerts = new Alerts();
  const alerting = setInterval(() => alerts.raise(), 10);
  const { id } = task;
  const context = { id, hub: session.hub, session, config, runner: programs, alerts, log, signal: new AbortController().signal };
  await runTask(definition, { ...context, workdir: taskWorkdir(config.workdir, id) }, taken.request);
  clearInterval(alerting);

  const ours = hub.calls.filter(([method]) => method !== 'checkUpload').map(([method, ...params]) => named(method, params));
  const theirs = task.calls.map(spelt);
  expect(ours.filter(tells)).toEqual(theirs.filter(tells));
  for (const question of ours.filter((call) => !tells(call))) expect(theirs).toContainEqual(question);
  expect([...hub.uploads.keys()].sort()).toEqual(task.uploads);
});
