import { ActionNotAllowed, GenericError, ParameterError } from '@koji/common/errors';
import type { WireValue } from '@koji/common/wire/values';
import { assertPermission } from '../rpc/access.ts';
import { loggedIn, method, optional, param, permitted } from '../rpc/method.ts';
import { anything, int, nullable, text } from '../rpc/shapes.ts';
import { readOptions, submit } from './submit.ts';

const imageTypes = ['livecd', 'appliance', 'livemedia'];

export const buildImage = method({
  name: 'buildImage',
  doc: 'Make a live CD, an appliance or live media from a kickstart file. Answers the task. Needs the permission named as the type.',
  access: loggedIn,
  params: [
    param('name', text),
    param('version', text),
    param('arch', anything),
    param('target', anything),
    param('ksfile', text),
    param('img_type', text),
    optional('opts', anything, null),
    optional('priority', nullable(int), null),
  ],
  async run(call, { name, version, arch, target, ksfile, img_type, opts, priority }) {
    if (!imageTypes.includes(img_type)) throw new GenericError(`Unrecognized image type: ${img_type}`);
    await assertPermission(call, img_type);
    const taskArch = img_type === 'livemedia' ? 'noarch' : readArch(arch);
    return submit(call, {
      method: img_type,
      params: [name, version, arch, target, ksfile, opts],
      priority,
      channel: img_type,
      arch: taskArch,
    });
  },
});
function readArch(arch: WireValue): string {
  const arches = Array.isArray(arch) ? arch : [arch];
  if (!arches.every((name) => typeof name === 'string')) throw new ParameterError('Invalid type for arch: expected a string');
  return arches.join(' ');
}

export const buildImageOz = method({
  name: 'buildImageOz',
  doc: 'Make an image for some arches from an installation tree. Answers the task.',
  access: permitted('image'),
  params: [
    param('name', text),
    param('version', text),
    param('arches', anything),
    param('target', anything),
    param('inst_tree', text),
    optional('opts', anything, null),
    optional('priority', nullable(int), null),
  ],
  run: (call, { name, version, arches, target, inst_tree, opts, priority }) =>
    submit(call, { method: 'image', params: [name, version, arches, target, inst_tree, opts], priority, channel: 'image' }),
});
export const buildImageIndirection = method({
  name: 'buildImageIndirection',
  doc: 'Make an image from two other images and a template. Answers the task.',
  access: permitted('image'),
  params: [optional('opts', anything, null), optional('priority', nullable(int), null)],
  async run(call, { opts: given, priority }) {
    const opts = readOptions(given);
    if (!Object.hasOwn(opts, 'scratch') && !Object.hasOwn(opts, 'indirection_template_url')) {
      throw new ActionNotAllowed('Non-scratch builds must provide url for the indirection template');
    }
    const arch = opts.arch === undefined ? {} : { arch: readArch(opts.arch) };
    return submit(call, { method: 'indirectionimage', params: [opts], priority, channel: 'image', ...arch });
  },
});
