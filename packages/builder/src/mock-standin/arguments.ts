import { parseArgs } from 'node:util';
import { GenericError } from '@koji/common/errors';

export type StandinAction = 'init' | 'clean' | 'scrub' | 'orphanskill' | 'install' | 'chroot' | 'buildsrpm' | 'rebuild';

/** A call of mock as far as builders make it. */
export interface StandinArguments {
  readonly action: StandinAction;
  /** What `-r` named. */
  readonly root: string;
  readonly configDir: string;
  readonly resultDir: string | undefined;
  readonly target: string | undefined;
  readonly cwd: string | undefined;
  readonly spec: string | undefined;
  readonly sources: string | undefined;
  readonly operands: readonly string[];
}

const actions: readonly StandinAction[] = ['init', 'clean', 'orphanskill', 'install', 'chroot', 'buildsrpm', 'rebuild'];

/** Reads mock's command line. Throws GenericError for what builders do not use. */
export function readStandinArguments(argv: readonly string[]): StandinArguments {
  const { values, positionals } = parse(argv);
  const given: StandinAction[] = [
    ...actions.filter((action) => values[action as 'init']),
    ...(values.scrub ? (['scrub'] as const) : []),
  ];
  const [action] = given;
  if (action === undefined || given.length > 1) throw new GenericError('exactly one action is needed');
  if (values.root === undefined) throw new GenericError('no configuration is named (-r)');
  return {
    action,
    root: values.root,
    configDir: values.configdir ?? '/etc/mock',
    resultDir: values.resultdir,
    target: values.target ?? values.arch,
    cwd: values.cwd,
    spec: values.spec,
    sources: values.sources,
    operands: positionals,
  };
}

function parse(argv: readonly string[]) {
  // Everything from the first operand on belongs to the command, whatever it looks like.
  const firstOperand = findFirstOperand(argv);
  try {
    return parseArgs({
      args: [...argv.slice(0, firstOperand), '--', ...argv.slice(firstOperand).filter((word, at) => at > 0 || word !== '--')],
      allowPositionals: true,
      strict: true,
      options: {
        root: { type: 'string', short: 'r' },
        configdir: { type: 'string' },
        resultdir: { type: 'string' },
        target: { type: 'string' },
        arch: { type: 'string' },
        cwd: { type: 'string' },
        spec: { type: 'string' },
        sources: { type: 'string' },
        scrub: { type: 'string' },
        isolation: { type: 'string' },
        init: { type: 'boolean' },
        clean: { type: 'boolean' },
        orphanskill: { type: 'boolean' },
        install: { type: 'boolean' },
        chroot: { type: 'boolean' },
        buildsrpm: { type: 'boolean' },
        rebuild: { type: 'boolean' },
        unpriv: { type: 'boolean' },
        'no-clean': { type: 'boolean' },
        'new-chroot': { type: 'boolean' },
        'old-chroot': { type: 'boolean' },
        'bootstrap-image-ready': { type: 'boolean' },
        verbose: { type: 'boolean', short: 'v' },
        quiet: { type: 'boolean', short: 'q' },
      },
    });
  } catch (cause) {
    throw new GenericError((cause as Error).message, { cause });
  }
}

const withValue = new Set([
  '-r',
  '--root',
  '--configdir',
  '--resultdir',
  '--target',
  '--arch',
  '--cwd',
  '--spec',
  '--sources',
  '--scrub',
  '--isolation',
]);

function findFirstOperand(argv: readonly string[]): number {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--' || !word.startsWith('-')) return at;
    if (withValue.has(word)) at++;
  }
  return argv.length;
}
