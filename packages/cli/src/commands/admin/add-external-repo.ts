import { GenericError } from '@koji/common/errors';
import { REPO_MERGE_MODES } from '@koji/common/types/states';
import { between } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { integer, text, texts } from '../../options/flag.ts';

export const addExternalRepo = command({
  name: 'add-external-repo',
  category: 'admin',
  summary: 'Create an external repo and/or add one to a tag',
  usage: '[options] <name> [<url>]',
  login: 'required',
  args: between(1, 2),
  flags: {
    tag: texts('-t --tag', 'add it to this tag too; TAG::N sets the priority'),
    priority: integer('-p --priority', 'priority within the tag'),
    mode: text('-m --mode', `how it is merged: ${REPO_MERGE_MODES.join(', ')}`),
    arches: text('-a --arches', 'take only these architectures of it', { metavar: 'ARCH1,ARCH2, ...' }),
  },
  async run(context, [name = '', url], { tag: tags, priority, mode, arches }) {
    const { hub, out } = context;
    if (mode && !REPO_MERGE_MODES.some((each) => each === mode)) throw new UsageError(`Invalid mode: ${mode}`);
    if (mode && tags.length === 0) throw new UsageError('The --mode option can only be used with --tag');
    const repo = url === undefined ? await hub.getExternalRepo(name, { strict: true }) : await hub.createExternalRepo(name, url);
    if (url !== undefined) out.line(`Created external repo ${repo?.id}`);
    else if (tags.length === 0) throw new UsageError('A url is required to create an external repo entry');
    for (const word of tags) {
      const place = readPlace(word);
      const chosen = place.priority ?? priority ?? (await nextPriority(context, place.tag));
      await hub.addExternalRepoToTag(place.tag, repo?.name ?? name, chosen, {
        ...(mode ? { merge_mode: mode } : {}),
        ...(arches ? { arches } : {}),
      });
      out.line(`Added external repo ${repo?.name} to tag ${place.tag} (priority ${chosen})`);
    }
  },
});

/** `TAG`, `TAG::7` or `TAG::auto`. */
function readPlace(word: string): { readonly tag: string; readonly priority: number | undefined } {
  const at = word.lastIndexOf('::');
  if (at === -1) return { tag: word, priority: undefined };
  const [tag, priority] = [word.slice(0, at), word.slice(at + 2)];
  if (priority === 'auto' || priority === '-1') return { tag, priority: undefined };
  if (!/^[+-]?\d+$/.test(priority)) throw new GenericError(`Invalid priority: ${priority}`);
  return { tag, priority: Number(priority) };
}

/** Behind those that are there, at a multiple of five so that others fit between. */
async function nextPriority({ hub }: CommandContext, tag: string): Promise<number> {
  const repos = await hub.getTagExternalRepos({ tag_info: tag });
  const last = repos.at(-1);
  return last ? Math.floor((last.priority + 7) / 5) * 5 : 5;
}
