import { pythonRepr } from '@koji/common/python-text';
import type { WireStruct } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { selectTags } from '../../lookups/select-tags.ts';
import { toggle } from '../../options/flag.ts';

export const unlockTag = command({
  name: 'unlock-tag',
  category: 'admin',
  summary: 'Unlock a tag',
  usage: '[options] <tag> [<tag> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    glob: toggle('--glob', 'the tags are patterns'),
    test: toggle('-n --test', 'only say what would be done'),
  },
  async run(context, words, { glob, test }) {
    const { hub, out } = context;
    for (const tag of await selectTags(context, words, { glob, missing: (message) => new UsageError(message) })) {
      const changes: WireStruct = { ...(tag.locked ? { locked: false } : {}), ...(tag.perm_id ? { perm: null } : {}) };
      if (Object.keys(changes).length === 0) out.line(`Tag ${tag.name}: not locked`);
      else if (test) out.line(`Tag ${tag.name}: skipping changes: ${pythonRepr(changes)}`);
      else await hub.editTag2(tag.id, changes);
    }
  },
});
