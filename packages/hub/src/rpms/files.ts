import { fileDigestAlgorithm, readList } from '@koji/common/rpm/fields';
import type { RpmFile as OpenRpm } from '@koji/common/rpm/header';
import type { RpmFile } from '@koji/common/types/rpm';

/** The files in an rpm. */
export function readFiles(rpm: OpenRpm): RpmFile[] {
  const digest_algo = fileDigestAlgorithm(rpm);
  const [digests, sizes, flags, users, groups, mtimes, modes] = [
    'FILEDIGESTS',
    'FILESIZES',
    'FILEFLAGS',
    'FILEUSERNAME',
    'FILEGROUPNAME',
    'FILEMTIMES',
    'FILEMODES',
  ].map((field) => readList(rpm, field));
  return readList(rpm, 'FILENAMES').map((name, at) => {
    const digest = String(digests?.[at] ?? '');
    return {
      name: String(name),
      digest,
      md5: digest,
      digest_algo,
      size: Number(sizes?.[at] ?? 0),
      flags: Number(flags?.[at] ?? 0),
      user: String(users?.[at] ?? ''),
      group: String(groups?.[at] ?? ''),
      mtime: Number(mtimes?.[at] ?? 0),
      mode: Number(modes?.[at] ?? 0),
    };
  });
}
