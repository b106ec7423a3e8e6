import { parseArches } from '@koji/common/arch';
import { GenericError, ParameterError } from '@koji/common/errors';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { orFault } from '../../rpc/answers.ts';
import { info } from '../../rpc/info.ts';
import { method, optional, param, permitted } from '../../rpc/method.ts';
import { anything, flag, int, list, nullable, text } from '../../rpc/shapes.ts';
import { submit } from '../../submissions/submit.ts';
import { findTarget } from '../../targets/queries.ts';

export const kiwiBuild = method({
  name: 'kiwiBuild',
  doc: 'Build an image with kiwi from a description at an SCM url. Answers the task.',
  access: permitted('image'),
  params: [
    param('target', info),
    param('arches', anything),
    param('desc_url', text),
    param('desc_path', text),
    optional('optional_arches', anything, null),
    optional('profile', nullable(text), null),
    optional('scratch', flag, false),
    optional('priority', nullable(int), null),
    optional('make_prep', flag, false),
    optional('repos', nullable(list), null),
    optional('release', nullable(text), null),
    optional('type', anything, null),
    optional('type_attr', nullable(list), null),
    optional('result_bundle_name_format', nullable(text), null),
    optional('use_buildroot_repo', flag, true),
    optional('version', nullable(text), null),
    optional('repo_releasever', nullable(text), null),
  ],
  async run(call, { target, arches: given, desc_url, desc_path, optional_arches, priority, ...settings }) {
    orFault(await findTarget(call.db, target), `No such build target: ${target}`);
    const arches = readArches(given, 'arches');
    if (arches.length === 0) throw new GenericError('No architectures supplied');
    const {
      scratch,
      make_prep,
      use_buildroot_repo,
      profile,
      version,
      release,
      repos,
      repo_releasever,
      type,
      type_attr,
      result_bundle_name_format,
    } = settings;
    // Only what is set is passed on.
    const opts = onlySet({
      scratch,
      profile,
      version,
      release,
      optional_arches: readArches(optional_arches, 'optional_arches'),
      repos,
      repo_releasever,
      make_prep,
      type,
      use_buildroot_repo,
      type_attr,
      result_bundle_name_format,
    });
    return submit(call, { method: 'kiwiBuild', params: [target, arches, desc_url, desc_path, opts], priority, channel: 'image' });
  },
});

function readArches(value: WireValue, parameter: string): string[] {
  if (value === null) return [];
  if (typeof value === 'string') return parseArches(value, { strict: true });
  if (!Array.isArray(value) || !value.every((arch) => typeof arch === 'string'))
    throw new ParameterError(`Invalid type for ${parameter}: expected text or a list of texts`);
  return parseArches(value.join(' '), { strict: true });
}
function onlySet(opts: WireStruct): WireStruct {
  const isSet = (value: WireValue) =>
    value !== null && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(opts).filter(([, value]) => isSet(value)));
}
