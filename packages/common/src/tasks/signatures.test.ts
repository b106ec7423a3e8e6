import { expect, test } from 'vitest';
import { GenericError, ParameterError } from '../errors.ts';
import { isTaskMethod, parseTaskRequest, taskMethods, taskRequest } from './signatures.ts';

test('positional arguments get their names and omitted ones their defaults', () => {
  expect(parseTaskRequest('tagBuild', [5, 7, true])).toEqual({
    tag_id: 5,
    build_id: 7,
    force: true,
    fromtag: null,
    ignore_success: false,
  });
});

test('a keyword struct at the end of a request names further arguments', () => {
  expect(parseTaskRequest('newRepo', ['f42', { __starstar: true, opts: { src: true } }])).toMatchObject({
    tag: 'f42',
    event: null,
    opts: { src: true },
  });
});

test('a request with __method__ holds its arguments by name, whatever the method', () => {
  expect(parseTaskRequest('somethingElse', [{ __method__: 'somethingElse', a: 1 }])).toEqual({ a: 1 });
});

test('methods that take anything collect the rest and the keywords', () => {
  expect(parseTaskRequest('default', [1, 'b', { __starstar: true, c: 3 }])).toEqual({ args: [1, 'b'], opts: { c: 3 } });
  expect(parseTaskRequest('someMethod', [])).toEqual({ args: [] });
});

test.each([
  ['too many', 'sleep', [1, 2]],
  ['missing', 'buildArch', ['a.src.rpm']],
  ['unknown', 'sleep', [1, { __starstar: true, m: 2 }]],
  ['repeated', 'sleep', [1, { __starstar: true, n: 2 }]],
] as const)('%s arguments are refused by a ParameterError that names the method', (_what, method, request) => {
  expect(() => parseTaskRequest(method, [...request])).toThrow(ParameterError);
  expect(() => parseTaskRequest(method, [...request])).toThrow(method);
});

test('a method without signature is refused by name', () => {
  expect(isTaskMethod('toString')).toBe(false);
  expect(() => parseTaskRequest('toString', [])).toThrow(new GenericError('No signature for task method toString'));
});

test('defaults are not shared between parsed requests', () => {
  const first = parseTaskRequest('runroot', ['f42', 'x86_64', 'ls']);
  first.packages.push('bash');
  expect(parseTaskRequest('runroot', ['f42', 'x86_64', 'ls']).packages).toEqual([]);
});

test('a request written from named arguments keeps given nulls, fills gaps and parses back', () => {
  const request = taskRequest('tagBuild', { tag_id: 1, build_id: 2, fromtag: null, ignore_success: true });
  expect(request).toEqual([1, 2, false, null, true]);
  expect(parseTaskRequest('tagBuild', request)).toMatchObject({ tag_id: 1, ignore_success: true });
  expect(() => taskRequest('sleep', {})).not.toThrow();
  expect(() => taskRequest('buildArch', { arch: 'x86_64' })).toThrow('pkg');
});

test('every method that runs in the main process is light', () => {
  const foreground = Object.entries(taskMethods).filter(([, method]) => 'foreground' in method);
  expect(foreground.map(([name]) => name).sort()).toEqual(['restart', 'restartVerify', 'shutdown', 'someMethod']);
});
