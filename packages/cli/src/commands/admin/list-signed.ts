import { existsSync } from 'node:fs';
import { PathLayout } from '@koji/common/paths/layout';
import { formatNvra, type Nvra } from '@koji/common/rpm/nvr';
import { anyArguments } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { findRpm } from '../../lookups/find-rpm.ts';
import { idOrName } from '../../lookups/read-id.ts';
import { text, toggle } from '../../options/flag.ts';

type Rpm = Nvra & { readonly id: number; readonly build_id: number | null };
type Build = { readonly package_name: string; readonly version: string; readonly release: string; readonly volume_name: string };
/** A signature, its rpm and, where it is known already, the rpm's build. */
interface Signed {
  readonly sigkey: string;
  readonly rpm: Rpm;
}

export const listSigned = command({
  name: 'list-signed',
  category: 'admin',
  summary: 'List signed copies of rpms',
  usage: '[options]',
  notes: "Koji's top directory must be mounted here.",
  login: 'required',
  args: anyArguments,
  flags: {
    debug: toggle('--debug', 'show copies that are not there', { hidden: true }),
    key: text('--key', 'only RPMs signed with this key'),
    build: text('--build', 'only RPMs of this build'),
    rpm: text('--rpm', 'only copies of this RPM'),
    tag: text('--tag', 'only RPMs in this tag'),
  },
  async run(context, _words, { key, build, rpm, tag }) {
    if (!build && !tag && !rpm) throw new UsageError('At least one from --build, --rpm, --tag needs to be specified.');
    const { out, settings } = context;
    const layout = new PathLayout(settings.topdir);
    const tagged = tag ? await taggedRpms(context, idOrName(tag)) : undefined;
    const rpms = [
      ...(rpm ? [await oneRpm(context, idOrName(rpm))] : []),
      ...(build ? await buildRpms(context, idOrName(build)) : []),
      ...(tagged ?? []),
    ];
    const isWanted = (id: number) => tagged === undefined || tagged.some((each) => each.id === id);
    const signed = (await signatures(context, rpms, key)).filter((each) => isWanted(each.rpm.id));
    const builds = await buildsOf(context, signed);
    for (const each of signed) {
      const { package_name: name, version, release, volume_name } = builds.get(each.rpm.build_id ?? 0) as Build;
      const path = layout.signedRpm({ name, version, release, volume_name }, each.rpm, each.sigkey);
      if (existsSync(path)) out.line(path);
      else if (settings.debug) out.line(`No copy: ${path}`);
    }
  },
});

async function oneRpm(context: CommandContext, name: number | string): Promise<Rpm> {
  const rpm = await findRpm(context, name, { strict: true });
  if (!rpm) throw new UsageError(`No such rpm: ${name}`);
  if (rpm.external_repo_id) throw new UsageError(`External rpm: ${formatNvra(rpm)}@${rpm.external_repo_name}`);
  return rpm;
}

async function buildRpms({ hub }: CommandContext, name: number | string): Promise<readonly Rpm[]> {
  const build = await hub.getBuild(name, { strict: true });
  if (!build) throw new UsageError(`No such build: ${name}`);
  return await hub.listRPMs({ buildID: build.id });
}

async function taggedRpms({ hub }: CommandContext, tag: number | string): Promise<readonly Rpm[]> {
  const [rpms] = await hub.listTaggedRPMS(tag, { inherit: false, latest: false });
  return rpms;
}

async function signatures({ session }: CommandContext, rpms: readonly Rpm[], key: string | undefined): Promise<Signed[]> {
  const lists = await session.batch((hub) =>
    rpms.map(({ id }) => hub.queryRPMSigs({ rpm_id: id, ...(key ? { sigkey: key } : {}) })),
  );
  return rpms.flatMap((rpm, i) =>
    // An empty key is how the hub records that there was no signature; nothing is ever written for it.
    (lists[i] ?? []).filter(({ sigkey }) => sigkey !== '').map(({ sigkey }) => ({ sigkey, rpm })),
  );
}

async function buildsOf({ session }: CommandContext, signed: readonly Signed[]): Promise<ReadonlyMap<number, Build | null>> {
  const ids = [...new Set(signed.map(({ rpm }) => rpm.build_id ?? 0))];
  const builds = await session.batch((hub) => ids.map((id) => hub.getBuild(id)));
  return new Map(ids.map((id, i) => [id, builds[i] ?? null]));
}
