import { GenericError } from '@koji/common/errors';
import { checkedParts, pathComponent } from '@koji/common/paths/rooted-join';
import { TAG_UPDATE_TYPES } from '@koji/common/types/states';
import { importArchive as importOne, openForArchives } from '../archives/import-archive.ts';
import { readArchiveInfo } from '../archives/read-archive-info.ts';
import { readBuildKey, requireBuild } from '../builds/build-key.ts';
import { assertPermission } from '../rpc/access.ts';
import { orFault } from '../rpc/answers.ts';
import { loggedIn, method, param, permitted } from '../rpc/method.ts';
import { anything, int, text } from '../rpc/shapes.ts';
import { markTagsOfBuild } from '../tags/mark-updated.ts';
import { assertEnabled } from '../typed-builds/enabled.ts';
import { buildOfRpm, importRpms } from './import-rpm.ts';
import { mergeScratch as mergeTask } from './merge-scratch.ts';
import { uploadedFile } from './uploaded-file.ts';

export const importRPM = method({
  name: 'importRPM',
  doc: 'Import an uploaded rpm. A source package brings its build along; other rpms go to the build they name.',
  access: permitted('admin'),
  params: [param('path', text), param('basename', text)],
  async run(call, { path: directory, basename }) {
    const path = await uploadedFile(call, [...checkedParts(directory), pathComponent(basename, 'file name')].join('/'));
    const build = await buildOfRpm(call, path);
    const [imported] = await importRpms(call, build, [{ path, buildrootId: null }]);
    await markTagsOfBuild(call, build.id, TAG_UPDATE_TYPES.IMPORT);
    return orFault(imported, `${basename} was not imported`);
  },
});

export const mergeScratch = method({
  name: 'mergeScratch',
  doc: 'Add the arches of a finished scratch build to the build of the same source. Answers the build’s id.',
  access: permitted('admin'),
  params: [param('task_id', int)],
  run: (call, { task_id }) => mergeTask(call, task_id),
});

export const importArchive = method({
  name: 'importArchive',
  doc: 'Import an uploaded file that is no rpm into a build: maven, win or image, with what that type must know. Needs maven-import, win-import or image-import.',
  access: loggedIn,
  params: [param('filepath', text), param('buildinfo', anything), param('type', text), param('typeInfo', anything)],
  async run(call, { filepath, buildinfo, type, typeInfo }) {
    if (type !== 'maven' && type !== 'win' && type !== 'image') throw new GenericError(`unsupported archive type: ${type}`);
    if (type !== 'image') assertEnabled(call, type);
    await assertPermission(call, `${type}-import`);
    const build = await requireBuild(call.db, readBuildKey(buildinfo));
    await importOne(call, await openForArchives(call, build), {
      path: await uploadedFile(call, filepath),
      buildrootId: null,
      info: readArchiveInfo(type, typeInfo),
    });
    return null;
  },
});
