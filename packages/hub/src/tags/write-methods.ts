import { ParameterError } from '@koji/common/errors';
import { info } from '../rpc/info.ts';
import { keywords, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, flag, nullable, struct } from '../rpc/shapes.ts';
import { nameText } from '../users/names.ts';
import { archList } from './arch-list.ts';
import { createTag as addTag, editTag as changeTag, deleteTag as endTag } from './edit-tag.ts';
import { requireTagId } from './require-tag.ts';
import { setInheritance } from './set-inheritance.ts';

export const createTag = method({
  name: 'createTag',
  doc: 'Add a tag, with one parent if given. Answers its id; a deleted tag of the name comes back under its own.',
  access: permitted('tag'),
  params: [
    param('name', nameText),
    optional('parent', nullable(info), null),
    optional('arches', nullable(archList), null),
    optional('perm', nullable(info), null),
    optional('locked', flag, false),
    optional('maven_support', flag, false),
    optional('maven_include_all', flag, false),
    optional('extra', nullable(struct), null),
  ],
  // Only an edit leaves a tag without a word on arches.
  run: (call, { arches, parent, ...tag }) =>
    addTag(call, { ...tag, parent: parent === '' || parent === 0 ? null : parent, arches: arches ?? '' }),
});

export const editTag2 = method({
  name: 'editTag2',
  doc: 'Change a tag: name, arches, locked, perm, maven_support, maven_include_all, extra, remove_extra, block_extra. What is not named stays.',
  access: permitted('tag'),
  params: [param('tagInfo', info), keywords('kwargs')],
  async run(call, { tagInfo, kwargs }) {
    await changeTag(call, tagInfo, kwargs);
    return null;
  },
});

export const editTag = method({
  name: 'editTag',
  doc: 'The older form of editTag2.',
  access: permitted('tag'),
  params: [
    param('tagInfo', info),
    param('name', nullable(nameText)),
    param('arches', nullable(archList)),
    param('locked', flag),
    param('permissionID', nullable(info)),
    optional('extra', nullable(struct), null),
  ],
  async run(call, { tagInfo, name, arches, locked, permissionID, extra }) {
    // Compatibility: the default has never been accepted.
    if (extra === null) throw new ParameterError('Invalid type for extra: expected a struct');
    await changeTag(call, tagInfo, { name, arches, locked, perm_id: permissionID, extra });
    return null;
  },
});

export const deleteTag = method({
  name: 'deleteTag',
  doc: 'End a tag and all that hangs on it: links, targets, package list, groups, external repositories. Its builds stay.',
  access: permitted('tag'),
  params: [param('tagInfo', info)],
  async run(call, { tagInfo }) {
    await endTag(call, tagInfo);
    return null;
  },
});

export const setInheritanceData = method({
  name: 'setInheritanceData',
  doc: 'Add, change or (with "delete link") remove links to parents. clear drops the links that are not named.',
  access: permitted('tag'),
  params: [param('tag', info), param('data', anything), optional('clear', flag, false)],
  async run(call, { tag, data, clear }) {
    await setInheritance(call, await requireTagId(call, tag), data, clear);
    return null;
  },
});
