import { expect, test } from 'vitest';
import { defaultHandling, handlingByConfig, handlingByPolicy } from './allowed.ts';

const place = { host: 'git.example.com', repository: '/rpms/bash' };
const noWarning = (entry: string) => {
  throw new Error(`warned of ${entry}`);
};

test.each([
  ['a plain entry', 'git.example.com:/rpms/*', { useCommon: true, sourceCommand: ['make', 'sources'] }],
  ['no common directory', '*:/rpms/*:no', { useCommon: false, sourceCommand: ['make', 'sources'] }],
  ['a command of its own', '*:*:off:fedpkg,sources', { useCommon: false, sourceCommand: ['fedpkg', 'sources'] }],
  ['no command at all', '*:*:0:', { useCommon: false, sourceCommand: undefined }],
  ['the first match decides', '*:/other/*:no *:/rpms/*:yes: *:*', { useCommon: true, sourceCommand: undefined }],
  ['a refusal of others', '!git.example.com:/private/* *:*', { useCommon: true, sourceCommand: ['make', 'sources'] }],
])('allowed_scms: %s', (_title, entries, expected) => {
  expect(handlingByConfig(place, entries.split(' '), noWarning)).toEqual(expected);
});

test.each([
  ['nothing', ''],
  ['another host', 'git.example.org:*'],
  ['a refusal before the allowance', '!git.example.com:/rpms/* *:*'],
  ['patterns match the whole name', 'git.example:/rpms/*'],
])('allowed_scms refuses: %s', (_title, entries) => {
  expect(() => handlingByConfig(place, entries.split(' ').filter(Boolean), noWarning)).toThrow(
    'git.example.com:/rpms/bash is not in the list of allowed SCMs',
  );
});

test('an entry without repository is passed over and told', () => {
  const told: string[] = [];
  expect(handlingByConfig(place, ['git.example.com', '*:*'], (entry) => told.push(entry))).toEqual(defaultHandling);
  expect(told).toEqual(['git.example.com']);
});

test.each([
  ['allow', { useCommon: false, sourceCommand: ['make', 'sources'] }],
  ['allow use_common', { useCommon: true, sourceCommand: ['make', 'sources'] }],
  ['Allowed use_common fedpkg sources', { useCommon: true, sourceCommand: ['fedpkg', 'sources'] }],
  ['yes none', { useCommon: false, sourceCommand: undefined }],
])('the policy answers %s', (answer, expected) => {
  expect(handlingByPolicy(place, answer, defaultHandling)).toEqual(expected);
});

test.each([
  ['deny too new', 'too new'],
  ['', 'None'],
])('the policy refuses with %j', (answer, reason) => {
  expect(() => handlingByPolicy(place, answer, defaultHandling)).toThrow(`is not allowed, reason: ${reason}`);
});
