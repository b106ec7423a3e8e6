import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { importBuild } from '../../importing/import-build.ts';
import { readRpmsByBuild } from '../../importing/read-rpms.ts';
import { text, toggle } from '../../options/flag.ts';

export const importRpms = command({
  name: 'import',
  category: 'admin',
  summary: 'Import externally built RPMs into the database',
  usage: '[options] <package> [<package> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    link: toggle('--link', 'link the files into place instead of uploading them'),
    test: toggle('--test', 'only say what would be imported'),
    createBuild: toggle('--create-build', 'make builds that are missing'),
    srcEpoch: text('--src-epoch', 'epoch of builds that are made'),
  },
  async run(context, paths, { link, test, createBuild, srcEpoch }) {
    const { session, out } = context;
    const epoch = readEpoch(srcEpoch);
    const byBuild = await readRpmsByBuild(paths);
    const sourceless = [...byBuild].filter(([, rpms]) => !rpms.some(({ facts }) => facts.isSource)).map(([nvr]) => nvr);
    const builds = await session.batch((hub) => sourceless.map((nvr) => hub.getBuild(nvr)));
    const missing = sourceless.filter((_, i) => !builds[i]);
    for (const nvr of missing) out.line(`Missing build or srpm: ${nvr}`);
    if (missing.length > 0 && !createBuild) {
      out.line('Aborting import');
      return;
    }
    for (const [nvr, rpms] of byBuild) await importBuild(context, nvr, rpms, { link, test, createBuild, epoch });
  },
});

function readEpoch(word: string | undefined): number | undefined {
  if (!word || /^(none|\(none\))$/i.test(word)) return undefined;
  if (!/^\d+$/.test(word)) throw new UsageError(`Invalid value for epoch: ${word}`);
  return Number(word);
}
