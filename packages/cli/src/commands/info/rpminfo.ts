import { PathLayout } from '@koji/common/paths/layout';
import { pythonRepr, pythonStr } from '@koji/common/python-text';
import { formatNvr, formatNvra, type Nvra } from '@koji/common/rpm/nvr';
import type { Rpm } from '@koji/common/types/rpm';
import { BR_TYPES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { toggle } from '../../options/flag.ts';
import { longTime } from '../../output/times.ts';
import { answered } from '../../session/answered.ts';

export const rpminfo = command({
  name: 'rpminfo',
  category: 'info',
  summary: 'Print basic information about an RPM',
  usage: '[options] <n-v-r.a|id> [<n-v-r.a|id> ...]',
  login: 'anonymous',
  exactNumbers: true,
  args: atLeast(1),
  flags: { buildroots: toggle('--buildroots', 'list the buildroots that the rpm was used in') },
  async run(context, names, { buildroots }) {
    const { session, out } = context;
    const rpms = await session.tryBatch((hub) => names.map((name) => hub.getRPM(name) as unknown as Promise<Rpm | null>));
    let isMissing = false;
    for (const [i, outcome] of rpms.entries()) {
      const rpm = answered(outcome);
      if (!rpm) {
        out.warn(`No such rpm: ${names[i]}\n`);
        isMissing = true;
        continue;
      }
      out.line(`RPM: ${epochPrefix(rpm)}${formatNvra(rpm)} [${rpm.id}]`);
      if (rpm.draft) out.line('Draft: YES');
      await (rpm.external_repo_id ? printExternal(context, rpm) : printOwn(context, rpm));
      await printBuildroot(context, rpm);
      if (rpm.extra && Object.keys(rpm.extra).length > 0) out.line(`Extra: ${pythonRepr(rpm.extra as WireValue)}`);
      if (buildroots) await printUses(context, rpm);
    }
    if (isMissing) throw new CommandFailure();
  },
});

async function printExternal({ hub, out }: CommandContext, rpm: Rpm): Promise<void> {
  const repo = await hub.getExternalRepo(rpm.external_repo_id);
  out.line(`External Repository: ${repo?.name} [${repo?.id}]`);
  out.line(`External Repository url: ${repo?.url}`);
  out.line(`SIGMD5: ${rpm.payloadhash}`);
  out.line(`Size: ${rpm.size}`);
}

async function printOwn({ session, out, settings }: CommandContext, rpm: Rpm): Promise<void> {
  const [build, sources, headers] = await session.batch((hub) => [
    hub.getBuild(rpm.build_id as number),
    hub.listRPMs({ buildID: rpm.build_id, arches: 'src' }),
    hub.getRPMHeaders({ rpmID: rpm.id, headers: ['license'] }),
  ]);
  if (!build) throw new CommandFailure(`No such build: ${rpm.build_id}`);
  const layout = new PathLayout(settings.topdir);
  const source = rpm.arch === 'src' ? rpm : sources[0];
  out.line(`Build: ${build.nvr} [${build.id}]`);
  out.line(`RPM Path: ${layout.rpm(build, rpm)}`);
  out.line(`SRPM: ${source ? `${epochPrefix(source)}${formatNvr(source)} [${source.id}]` : '(none)'}`);
  out.line(`SRPM Path: ${source ? layout.rpm(build, source) : '(none)'}`);
  out.line(`Built: ${longTime(rpm.buildtime)}`);
  out.line(`SIGMD5: ${rpm.payloadhash}`);
  out.line(`Size: ${rpm.size}`);
  const { license } = headers as { readonly [name: string]: WireValue };
  if (license !== undefined) out.line(`License: ${pythonStr(license)}`);
  out.line(`Build ID: ${rpm.build_id}`);
}

async function printBuildroot({ hub, out }: CommandContext, { buildroot_id }: Rpm): Promise<void> {
  const buildroot = buildroot_id === null ? null : await hub.getBuildroot(buildroot_id);
  if (!buildroot) {
    out.line('No buildroot data available');
  } else if (buildroot.br_type === BR_TYPES.STANDARD) {
    out.line(`Buildroot: ${buildroot.id} (tag ${buildroot.tag_name}, arch ${buildroot.arch}, repo ${buildroot.repo_id})`);
    out.line(`Build Host: ${buildroot.host_name}`);
    out.line(`Build Task: ${buildroot.task_id}`);
  } else {
    out.line(`Content generator: ${buildroot.cg_name}`);
    out.line(`Buildroot: ${buildroot.id}`);
    out.line(`Build Host OS: ${buildroot.host_os} (${buildroot.host_arch})`);
  }
}

async function printUses({ hub, out }: CommandContext, rpm: Rpm): Promise<void> {
  const uses = await hub.listBuildroots({ rpmID: rpm.id, queryOpts: { order: 'buildroot.id' } });
  out.line(`Used in ${uses.length} buildroots:`);
  if (uses.length === 0) return;
  out.line(`  ${'id'.padStart(8)} ${'build tag'.padEnd(28)} ${'arch'.padEnd(8)} ${'build host'.padEnd(29)}`);
  out.line(`  ${[8, 28, 8, 29].map((width) => '-'.repeat(width)).join(' ')}`);
  for (const { id, tag_name, arch, host_name } of uses) {
    const [tag, archName, host] = [tag_name, arch, host_name].map((value) => pythonStr(value)) as [string, string, string];
    out.line(`  ${String(id).padStart(8)} ${tag.padEnd(28)} ${archName.padEnd(8)} ${host.padEnd(29)}`);
  }
}

function epochPrefix({ epoch }: Nvra & { readonly epoch: number | null }): string {
  return epoch === null ? '' : `${epoch}:`;
}
