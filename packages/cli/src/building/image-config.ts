import { interpolateSection } from '@koji/common/config/interpolate';
import type { WireStruct } from '@koji/common/wire/values';
import { UsageError } from '../errors.ts';
import { readBuildFiles } from './read-build-files.ts';

const title = 'image-build';
const wordKeys = ['name', 'version', 'target', 'install_tree'];
/** Options of an image's task; a file may set others too, which mean nothing to it. */
const optionKeys = [
  'ksurl',
  'ksversion',
  'kickstart',
  'scratch',
  'release',
  'skip_tag',
  'specfile',
  'distro',
  'disk_size',
  'noverifyssl',
];
const listKeys = { repo: 'repo', format: 'format', can_fail: 'optional_arches' };

/** A file that says all about an image: the words of the command line, and the options of the task. */
export function readImageConfig(path: string): { readonly words: readonly string[]; readonly options: WireStruct } {
  const sections = readBuildFiles([path]);
  const section = sections.get(title);
  if (!section) throw new UsageError(`${path}: single section called [${title}] is required`);
  const values = interpolateSection(section);
  const required = (key: string) => {
    const value = values.get(key);
    if (value === undefined) throw new UsageError(`${path}: [${title}] does not say ${key}`);
    return value;
  };
  const words = [...wordKeys.map(required), ...required('arches').split(',')];
  const options: WireStruct = {};
  for (const key of optionKeys) if (values.has(key)) options[key] = required(key);
  for (const [key, option] of Object.entries(listKeys)) if (values.has(key)) options[option] = required(key).split(',');
  const ova = sections.get('ova-options');
  if (ova) options.ova_option = [...interpolateSection(ova)].map(([key, value]) => `${key}=${value}`);
  const factory = sections.get('factory-parameters');
  if (factory) options.factory_parameter = [...interpolateSection(factory)];
  return { words, options };
}
