import { expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

test('settings of the command line go by their key in the file', () => {
  const args = readArguments(['-f', '--force-lock', '-s', 'http://hub', '--chroot-tmpdir', '/tmp/x', '--maxjobs=3']);
  expect(args).toMatchObject({
    foreground: true,
    forceLock: true,
    overrides: { server: 'http://hub', chroot_tmpdir: '/tmp/x', maxjobs: '3' },
  });
});

test('options of older installations are taken and told to have no effect', () => {
  expect(readArguments(['--plugin', 'a', '--plugin', 'b', '--debug-mock']).notices).toEqual([
    'The option --plugin has no effect',
    'The option --debug-mock has no effect',
  ]);
});

test.each([[['--nonsense']], [['positional']], [['--maxjobs']]])('%j is an error', (argv) => {
  expect(() => readArguments(argv)).toThrow('Usage: kojid');
});
