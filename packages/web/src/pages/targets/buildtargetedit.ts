import { href } from '../../view/link.tsx';
import { formPage } from '../page.ts';
import { found } from '../problems.ts';
import { type TargetFormData, targetForm } from './target-form.view.tsx';

export const buildtargetedit = formPage({
  name: 'buildtargetedit',
  section: 'targets',
  parse: (query) => ({ targetID: query.id('targetID') }),
  async load(hub, { targetID }): Promise<TargetFormData> {
    const [target, tags] = await hub.read((hub) => [
      hub.getBuildTarget(targetID),
      hub.listTags({ perms: false, queryOpts: { order: 'name' } }),
    ]);
    return { target: found(target, 'build target', targetID), tags };
  },
  title: ({ target }) => `Edit ${target?.name}`,
  view: targetForm,
  async submit({ hub }, fields) {
    const targetID = fields.id('targetID');
    await hub.editBuildTarget(targetID, fields.requiredText('name'), fields.id('buildTag'), fields.id('destTag'));
    return href('buildtargetinfo', { targetID });
  },
});
