import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Captured, Outcome, Runner, RunOptions } from '../process/runner.ts';
import { copyInto } from './hello-packages.fixture.ts';

export interface QuickProgramsOptions {
  readonly mockdir: string;
  /** What builds come to. */
  readonly packages: readonly string[];
  /** Names of the logs that mock leaves. */
  readonly logs: readonly string[];
  /** Names of the files that createrepo_c makes. */
  readonly repodata: readonly string[];
}

/** Stands in for the programs that a builder runs: they leave what they are told to, at the places where the real ones do. */
export class QuickPrograms implements Runner {
  readonly #options: QuickProgramsOptions;
  readonly commands: (readonly string[])[] = [];

  constructor(options: QuickProgramsOptions) {
    this.#options = options;
  }

  async run(argv: readonly string[], { output }: RunOptions = {}): Promise<Outcome> {
    this.commands.push(argv);
    if (output !== undefined) await appendFile(output, `${argv.join(' ')}\n`);
    const [program = ''] = argv;
    if (basename(program) === 'mock') await this.#mock(argv);
    if (basename(program) === 'createrepo_c') await this.#createrepo(argv[argv.indexOf('-o') + 1] ?? '');
    return { code: 0, signal: null };
  }

  async capture(argv: readonly string[]): Promise<Captured> {
    if (argv[0] !== 'rpm') throw new Error(`no answer of ${argv.join(' ')}`);
    const installed = 'debian-buildroot\t12\t1\t(none)\tx86_64\t671372559664642efc6ab25ad26874ba\t371994313\t1795418192\n';
    return { code: 0, signal: null, stdout: Buffer.from(installed), stderr: '' };
  }

  async #mock(argv: readonly string[]): Promise<void> {
    const top = join(this.#options.mockdir, basename(argv[2] ?? '', '.cfg'));
    const unpacked = join(top, 'root/chroot_tmpdir/srpm_unpacked');
    const isSource = (path: string) => path.endsWith('.src.rpm');
    if (argv.includes('--init')) await this.#init(top);
    if (argv.includes('-iv')) await writeInto(join(unpacked, 'SPECS'), ['hello.spec']);
    if (argv.includes('-bs')) await copyInto(join(unpacked, 'SRPMS'), this.#options.packages.filter(isSource));
    if (argv.includes('--rebuild')) await copyInto(join(top, 'result'), this.#options.packages);
  }
  async #init(top: string): Promise<void> {
    const isOfDnf = (name: string) => name.startsWith('dnf');
    const { logs } = this.#options;
    await mkdir(join(top, 'root/var/lib/rpm'), { recursive: true });
    await writeInto(join(top, 'root/var/log'), logs.filter(isOfDnf));
    await writeInto(
      join(top, 'result'),
      logs.filter((name) => !isOfDnf(name)),
    );
  }
  async #createrepo(outputDir: string): Promise<void> {
    await writeInto(join(outputDir, 'repodata'), this.#options.repodata);
  }
}

async function writeInto(directory: string, names: readonly string[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of names) await writeFile(join(directory, name), `${name}\n`);
}
