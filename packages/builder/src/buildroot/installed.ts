import { join } from 'node:path';
import { BuildrootError, GenericError } from '@koji/common/errors';
import { isThere } from '@koji/common/missing-files';
import type { InstalledRpm } from '@koji/common/types/buildroot';
import { describeOutcome, isSuccess, type Runner } from '../process/runner.ts';

/** An rpm of a build root as it is reported, with the id of the hub's rpm where it is one of its own. */
export type BuildrootContent = InstalledRpm & { id?: number };

const fields = ['NAME', 'VERSION', 'RELEASE', 'EPOCH', 'ARCH', 'SIGMD5', 'LONGSIZE', 'BUILDTIME'];
const queryFormat = `${fields.map((field) => `%{${field}}`).join('\\t')}\\n`;
/** What is in the database without being a package of anyone. */
const ignored: ReadonlySet<string> = new Set(['buildsys-build', 'gpg-pubkey']);

/** The rpms installed below a root directory, by its own database. */
export async function readInstalled(runner: Runner, rootDir: string): Promise<BuildrootContent[]> {
  const dbpath = await findDatabase(rootDir);
  const answer = await runner.capture(['rpm', '--dbpath', dbpath, '-qa', '--queryformat', queryFormat]);
  if (!isSuccess(answer)) {
    throw new BuildrootError(
      `cannot read the rpm database of the build root: ${describeOutcome(answer, 'rpm')}: ${answer.stderr.trim()}`,
    );
  }
  return parseInstalled(answer.stdout.toString('utf8'));
}

/** Distributions moved it; the newer place counts when both are there. */
async function findDatabase(rootDir: string): Promise<string> {
  for (const place of ['usr/lib/sysimage/rpm', 'var/lib/rpm']) {
    const path = join(rootDir, place);
    if (await isThere(path)) return path;
  }
  throw new GenericError("Can't get list of installed rpms");
}

export function parseInstalled(text: string): BuildrootContent[] {
  const rpms = text
    .split('\n')
    .filter((line) => line !== '')
    .map(parseLine);
  return rpms.filter(({ name }) => !ignored.has(name));
}

function parseLine(line: string): BuildrootContent {
  const values = line.split('\t');
  if (values.length !== fields.length) throw new BuildrootError(`rpm answered a line that cannot be read: ${line}`);
  const [name, version, release, epoch, arch, payloadhash, size, buildtime] = values as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    name,
    version,
    release,
    epoch: epoch === '(none)' ? null : Number(epoch),
    arch,
    payloadhash,
    size: Number(size),
    buildtime: Number(buildtime),
  };
}
