import { pythonRepr } from '@koji/common/python-text';
import type { WireValue } from '@koji/common/wire/values';
import { expect, test } from 'vitest';
import { methodsWith } from '../../api.ts';
import { bundledPlugins } from '../../plugins/bundled.ts';
import type { AnyMethod } from '../../rpc/method.ts';
import { startHub } from '../hub.fixture.ts';
import { contract, contractPlugins } from './read-contract.fixture.ts';

/** The parameters of a declaration as the contract writes them. */
function signature({ params }: AnyMethod): string {
  return params
    .map(({ name, rest, required, fallback }) => {
      if (rest !== undefined) return `${rest === 'args' ? '*' : '**'}${name}`;
      return required ? name : `${name}=${JSON.stringify(fallback ?? null)}`;
    })
    .join(', ');
}
const signatures = Object.fromEntries(Object.entries(contract).map(([name, { params }]) => [name, params]));
const batches = ['multiCall', 'system.multicall'];

test('every method of the contract is declared with its parameters, their order and their defaults, and no other', () => {
  const declared = Object.fromEntries([...methodsWith(bundledPlugins)].map(([name, method]) => [name, signature(method)]));
  expect(declared).toEqual(signatures);
});

test('clients that ask are told the same', async () => {
  await using hub = await startHub({ settings: { Plugins: contractPlugins } });
  const { call } = hub.anonymous;
  const ask = (name: string, ...params: WireValue[]) => call.call(hub.anonymous, name, params);
  const names = Object.keys(contract).filter((name) => !batches.includes(name));
  expect(((await ask('system.listMethods')) as string[]).sort()).toEqual(names.toSorted());
  const listed = (await ask('_listapi')) as {
    name: string;
    doc: string;
    argdesc: string;
    args: (string | [string, unknown])[];
  }[];
  const told = Object.fromEntries(listed.map(({ name, argdesc }) => [name, argdesc]));
  const inPython = Object.fromEntries(names.map((name) => [name, `(${pythonSignature(signatures[name]!)})`]));
  expect(told).toEqual(inPython);
  const helps = await hub.anonymous.batch((api) => listed.map(({ name }) => api.system.methodHelp(name)));
  expect(helps).toEqual(listed.map(({ name, argdesc, doc }) => `${name}${argdesc}\ndescription: ${doc}`));
  expect(listed.filter(({ doc }) => !/^.+\.$/s.test(doc))).toEqual([]);
  expect(await ask('system.methodSignature', 'getTag')).toBe('signatures not supported');
});

function pythonSignature(params: string): string {
  return params.replace(/=(null|true|false|-?\d+|"[^"]*")/g, (_, value: string) => `=${pythonRepr(JSON.parse(value))}`);
}
