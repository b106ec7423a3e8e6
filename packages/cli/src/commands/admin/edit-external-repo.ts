import { REPO_MERGE_MODES } from '@koji/common/types/states';
import { exactly } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { integer, text } from '../../options/flag.ts';
import { given } from '../../options/given.ts';

export const editExternalRepo = command({
  name: 'edit-external-repo',
  category: 'admin',
  summary: 'Edit data for an external repo',
  usage: '[options] <name>',
  login: 'required',
  args: exactly(1),
  flags: {
    url: text('--url', 'new URL'),
    name: text('--name', 'new name'),
    tag: text('-t --tag', 'change how this tag uses it'),
    priority: integer('-p --priority', 'priority within the tag'),
    mode: text('-m --mode', `how the tag merges it: ${REPO_MERGE_MODES.join(', ')}`),
    arches: text('-a --arches', 'take only these architectures of it', { metavar: 'ARCH1,ARCH2, ...' }),
  },
  async run({ hub }, [repo = ''], { url, name, tag, priority, mode, arches }) {
    const changes = given({ url: url || undefined, name: name || undefined });
    const tagChanges = given({ priority, merge_mode: mode || undefined, arches });
    const hasTagChanges = priority !== undefined || mode !== undefined || arches !== undefined;
    if (tag && !hasTagChanges) throw new UsageError('At least, one of priority and merge mode should be specified');
    if (!tag && hasTagChanges) throw new UsageError('If priority, mode or arches is specified, --tag must be specified as well');
    if (!tag && Object.keys(changes).length === 0) throw new UsageError('No changes specified');
    if (Object.keys(changes).length > 0) await hub.editExternalRepo(repo, changes);
    if (tag) await hub.editTagExternalRepo(tag, repo, tagChanges);
  },
});
