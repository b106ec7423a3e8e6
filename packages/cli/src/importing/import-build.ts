import { parseNvr } from '@koji/common/rpm/nvr';
import { BUILD_STATES, nameOf } from '@koji/common/types/states';
import type { CommandContext } from '../command.ts';
import { type ImportStyle, importRpm } from './import-rpm.ts';
import type { RpmToImport } from './read-rpms.ts';

export interface BuildImportStyle extends ImportStyle {
  readonly createBuild: boolean;
  readonly epoch: number | undefined;
}

/** Imports the rpms of one build: source packages first, which make the build, then the others. */
export async function importBuild(
  context: CommandContext,
  nvr: string,
  rpms: readonly RpmToImport[],
  style: BuildImportStyle,
): Promise<void> {
  const { hub, out } = context;
  const build = await hub.getBuild(nvr);
  const state = build ? nameOf(BUILD_STATES, build.state) : undefined;
  const isRetry = state === 'FAILED' || state === 'CANCELED';
  if (state !== undefined && state !== 'COMPLETE' && !(isRetry && style.createBuild)) {
    out.line(`Build ${nvr} ${isRetry ? 'state is ' : 'exists with state='}${state}. Skipping import`);
    return;
  }
  const sources = rpms.filter(({ facts }) => facts.isSource);
  for (const source of sources) {
    if (isRetry) await createBuild(context, nvr, source.facts.epoch);
    await importRpm(context, source, style);
  }
  if (sources.length === 0 && state !== 'COMPLETE') {
    if (!style.createBuild) {
      out.line(`No such build: ${nvr} (include matching srpm or use --create-build option to add it)`);
      return;
    }
    if (style.test) out.line(`Test mode -- would have created empty build: ${nvr}`);
    else await createBuild(context, nvr, style.epoch || (rpms[0]?.facts.epoch ?? null));
  }
  for (const rpm of rpms.filter(({ facts }) => !facts.isSource)) await importRpm(context, rpm, style);
}

async function createBuild({ hub, out }: CommandContext, nvr: string, epoch: number | null): Promise<void> {
  out.line(`Creating empty build: ${nvr}`);
  const { name, version, release } = parseNvr(nvr);
  await hub.createEmptyBuild(name, version, release, epoch);
}
