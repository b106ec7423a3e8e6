import { describe, expect, test } from 'vitest';
import { boolean, ConfigError, integer, list, optionalInteger, optionalText, readOptions, text } from './options.ts';

const table = {
  host: text('DBHost', 'localhost', ['DBhost']),
  note: optionalText('Note'),
  port: optionalInteger('Port'),
  size: integer('Size', 7),
  isOn: boolean('On', false),
  plugins: list('Plugins', ['a']),
  principals: list('Principals', [], ','),
};
const read = (settings: Record<string, string>) => readOptions(table, new Map(Object.entries(settings)), 'hub.conf');

test('what a file leaves out has its default', () => {
  expect(read({})).toEqual({
    host: 'localhost',
    note: undefined,
    port: undefined,
    size: 7,
    isOn: false,
    plugins: ['a'],
    principals: [],
  });
});

test('values are read by their kind, without the quotes around them', () => {
  expect(
    read({ DBhost: '"db 1"', Note: '', Port: '5432', Size: '-1', On: 'Yes', Plugins: ' x  y\nz ', Principals: 'a@B, c@D' }),
  ).toEqual({
    host: 'db 1',
    note: undefined,
    port: 5432,
    size: -1,
    isOn: true,
    plugins: ['x', 'y', 'z'],
    principals: ['a@B', 'c@D'],
  });
  expect(read({ Port: 'None', Note: "it's" })).toMatchObject({ port: undefined, note: "it's" });
});

test('the first spelling of a key counts where a file has two', () => {
  expect(read({ DBhost: 'old', DBHost: 'new' }).host).toBe('new');
});

describe('an error names the key', () => {
  test.each([
    [{ Sise: '1', Other: '1' }, /hub\.conf: unknown options: Sise \(the nearest is Size\), Other$/],
    [{ Size: 'big' }, /Size must be an integer, got 'big'/],
    [{ Size: '1.5' }, /Size/],
    [{ Size: '' }, /Size/],
    [{ On: 'maybe' }, /On must be yes or no, got 'maybe'/],
  ] as [Record<string, string>, RegExp][])('%j', (settings, message) => {
    expect(() => read(settings)).toThrow(message);
    expect(() => read(settings)).toThrow(ConfigError);
  });
});
