import { fileDigestAlgorithm, readList } from '@koji/common/rpm/fields';
import type { RpmFile as OpenRpm } from '@koji/common/rpm/header';
import type { RpmFile } from '@koji/common/types/rpm';
import { nextTurn } from '../db/turns.ts';

const fields = ['FILENAMES', 'FILEDIGESTS', 'FILESIZES', 'FILEFLAGS', 'FILEUSERNAME', 'FILEGROUPNAME', 'FILEMTIMES', 'FILEMODES'];

/** The files in an rpm. There may be a hundred thousand, so others get their turn between two fields. */
export async function readFiles(rpm: OpenRpm): Promise<RpmFile[]> {
  const digest_algo = fileDigestAlgorithm(rpm);
  const lists: ReturnType<typeof readList>[] = [];
  for (const field of fields) {
    lists.push(readList(rpm, field));
    await nextTurn();
  }
  const [names = [], digests, sizes, flags, users, groups, mtimes, modes] = lists;
  return names.map((name, at) => {
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
