import { isTruthy } from '@koji/common/is-truthy';
import type { WireStruct } from '@koji/common/wire/values';
import { describeOutcome, type Outcome } from '../process/runner.ts';

/** What is needed to call mock on a build root. */
export interface MockTarget {
  readonly mockpath: string;
  readonly mockconfdir: string;
  /** Name of the build root and of its configuration. */
  readonly name: string;
  /** Settings of the build root's tag. */
  readonly extra: WireStruct;
}

/** The words of a call of mock; `step` says what it shall do. */
export function mockCommand({ mockpath, mockconfdir, name, extra }: MockTarget, step: readonly string[]): string[] {
  return [mockpath, '-r', configReference(mockconfdir, name), ...chrootStyle(extra), ...bootstrapStyle(extra), ...step];
}

/** mock finds configurations by name below /etc/mock; others go by their file. */
function configReference(mockconfdir: string, name: string): string {
  return mockconfdir.startsWith('/etc/mock/')
    ? `${mockconfdir.slice('/etc/mock/'.length)}/${name}`
    : `${mockconfdir}/${name}.cfg`;
}
function chrootStyle(extra: WireStruct): string[] {
  if (extra['mock.new_chroot'] === undefined) return [];
  return [isTruthy(extra['mock.new_chroot']) ? '--new-chroot' : '--old-chroot'];
}
function bootstrapStyle(extra: WireStruct): string[] {
  return isTruthy(extra['mock.bootstrap_image_ready']) ? ['--bootstrap-image-ready'] : [];
}

export const mockSteps = {
  init: ['--init'],
  kernelVersion: ['--chroot', 'uname -r'],
  source: (directory: string, command: readonly string[]) => [
    '--no-clean',
    '--unpriv',
    '--cwd',
    directory,
    '--chroot',
    ...command,
  ],
  buildSrpm: (spec: string, sources: string) => [
    '--no-clean',
    '--buildsrpm',
    '--spec',
    spec,
    '--sources',
    sources,
    '--target',
    'noarch',
  ],
  inside: (command: readonly string[]) => ['--no-clean', '--target', 'noarch', '--chroot', '--', ...command],
  rebuild: (srpm: string, arch: string) => ['--no-clean', '--target', arch, '--rebuild', srpm],
} as const;

/** How mock ended, and where to read why. */
export function describeMockOutcome(outcome: Outcome): string {
  return `${describeOutcome(outcome, 'mock')}; see ${tellingLog(outcome)} for more information`;
}
function tellingLog({ code }: Outcome): string {
  switch (code) {
    case 10:
      return 'build.log';
    case 1:
      return 'build.log or root.log';
    default:
      return 'root.log';
  }
}
