import { checkedParts, pathComponent } from '@koji/common/paths/rooted-join';
import { TAG_UPDATE_TYPES } from '@koji/common/types/states';
import { method, param, permitted } from '../rpc/method.ts';
import { int, text } from '../rpc/shapes.ts';
import { markTagsOfBuild } from '../tags/mark-updated.ts';
import { buildOfRpm, importRpm } from './import-rpm.ts';
import { mergeScratch as mergeTask } from './merge-scratch.ts';
import { uploadedFile } from './uploaded-file.ts';

export const importRPM = method({
  name: 'importRPM',
  doc: 'Import an uploaded rpm. A source package brings its build along; other rpms go to the build they name.',
  access: permitted('admin'),
  params: [param('path', text), param('basename', text)],
  async run(call, { path: directory, basename }) {
    const path = await uploadedFile(call, [...checkedParts(directory), pathComponent(basename, 'file name')].join('/'));
    const imported = await importRpm(call, { path, build: await buildOfRpm(call, path), buildrootId: null });
    await markTagsOfBuild(call, imported.build_id as number, TAG_UPDATE_TYPES.IMPORT);
    return imported;
  },
});

export const mergeScratch = method({
  name: 'mergeScratch',
  doc: 'Add the arches of a finished scratch build to the build of the same source. Answers the build’s id.',
  access: permitted('admin'),
  params: [param('task_id', int)],
  run: (call, { task_id }) => mergeTask(call, task_id),
});
