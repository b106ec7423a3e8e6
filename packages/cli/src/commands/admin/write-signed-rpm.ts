import { GenericError, KojiError } from '@koji/common/errors';
import { formatNvra, type Nvra } from '@koji/common/rpm/nvr';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';

export const writeSignedRpm = command({
  name: 'write-signed-rpm',
  category: 'admin',
  summary: 'Write signed RPMs to disk',
  usage: '[options] <signature-key> <n-v-r> [<n-v-r> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    all: toggle('--all', 'write all RPMs signed with the key'),
    buildid: text('--buildid', 'write the RPMs of this build'),
  },
  async run(context, [key = '', ...names], { all, buildid }) {
    if (names.length === 0 && !all && !buildid) throw new UsageError('At least one RPM must be specified');
    const sigkey = key.toLowerCase();
    const rpms = all
      ? await signedRpms(context, sigkey)
      : buildid
        ? await context.hub.listRPMs({ buildID: Number(buildid) })
        : await namedRpms(context, names);
    for (const [i, rpm] of rpms.entries()) context.out.line(`[${i + 1}/${rpms.length}] ${formatNvra(rpm)}`);
    await context.session.batch((hub) => rpms.map(({ id }) => hub.writeSignedRPM(id, sigkey)));
  },
});

type FoundRpm = Nvra & { readonly id: number };

async function signedRpms({ hub, session }: CommandContext, sigkey: string): Promise<readonly FoundRpm[]> {
  const signatures = await hub.queryRPMSigs({ sigkey });
  const rpms = await session.batch((batch) =>
    signatures.map(({ rpm_id }) => batch.getRPM(rpm_id) as unknown as Promise<FoundRpm | null>),
  );
  return rpms.filter((rpm) => rpm !== null);
}

/** Names may be those of rpms or of whole builds. */
async function namedRpms({ session }: CommandContext, names: readonly string[]): Promise<readonly FoundRpm[]> {
  const found = await session.batch((hub) =>
    names.map((name) => hub.getRPM(name, { strict: false }) as unknown as Promise<FoundRpm | null>),
  );
  const rpms = found.filter((rpm) => rpm !== null);
  const others = names.filter((_, i) => found[i] === null);
  const builds = await session.tryBatch((hub) => others.map((name) => hub.getBuild(name, { strict: true })));
  const ids = builds.map((build, i) => {
    if (build instanceof KojiError || build === null) throw new GenericError(`No such rpm or build: ${others[i]}`);
    return build.id;
  });
  const lists = await session.batch((hub) => ids.map((id) => hub.listRPMs({ buildID: id })));
  return [...rpms, ...lists.flat()];
}
