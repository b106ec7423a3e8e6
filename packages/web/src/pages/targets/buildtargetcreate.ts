import { href } from '../../view/link.tsx';
import { formPage } from '../page.ts';
import { found } from '../problems.ts';
import { type TargetFormData, targetForm } from './target-form.view.tsx';

export const buildtargetcreate = formPage({
  name: 'buildtargetcreate',
  section: 'targets',
  parse: () => ({}),
  async load(hub): Promise<TargetFormData> {
    const [tags] = await hub.read((hub) => [hub.listTags({ perms: false, queryOpts: { order: 'name' } })]);
    return { target: undefined, tags };
  },
  title: () => 'New build target',
  view: targetForm,
  async submit({ hub }, fields) {
    const name = fields.requiredText('name');
    await hub.createBuildTarget(name, fields.id('buildTag'), fields.id('destTag'));
    const target = found(await hub.getBuildTarget(name), 'build target', name);
    return href('buildtargetinfo', { targetID: target.id });
  },
});
