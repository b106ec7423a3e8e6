import { makeSourcePackage } from '../demo/sample.ts';
import { hostArch } from '../trial/accounts.ts';
import { type Chapter, expectText } from './paragraph.ts';
import type { Site } from './site.ts';

async function build(site: Site): Promise<void> {
  await site.shell(
    `koji add-tag dist-foo
     koji add-tag --parent dist-foo --arches ${hostArch} dist-foo-build
     koji add-target dist-foo dist-foo-build
     for group in build srpm-build; do
       koji add-group dist-foo-build $group
       koji add-group-pkg dist-foo-build $group bash gcc make rpm-build
     done
     koji add-pkg --owner kojiadmin dist-foo hello-koji
     koji regen-repo --wait dist-foo-build`,
    { as: 'kojiadmin' },
  );
  const { nvr } = await makeSourcePackage(site.path('/home/kojiadmin/hello-koji'));
  await site.shell('cd ~/hello-koji/SRPMS; koji build --wait dist-foo *.src.rpm', { as: 'kojiadmin' });
  expectText(await site.shell('koji list-tagged dist-foo', { as: 'kojiadmin' }), new RegExp(`^${nvr} `, 'm'), 'koji list-tagged');
  const [version] = nvr.split('-').slice(-2);
  await site.shell(`ls /mnt/koji/packages/hello-koji/${version}/*/${hostArch}/${nvr}.${hostArch}.rpm`);
}

export const firstBuild: Chapter = {
  title: 'Bootstrapping the Koji build environment',
  paragraphs: [
    {
      title: 'Server Bootstrap and External Repo Server Bootstrap',
      difference:
        'a package is built in build groups of its own, and the names of packages in them mean nothing where there is no mock',
      follow: build,
    },
    { title: 'Useful scripts', difference: 'script/demo and script/trial bring up an instance by themselves' },
    { title: 'Minutia and Miscellany' },
  ],
};
