import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { toggle } from '../../options/flag.ts';

export const removeExternalRepo = command({
  name: 'remove-external-repo',
  category: 'admin',
  summary: 'Remove an external repo from a tag or tags, or remove entirely',
  usage: '<repo> [<tag> ...]',
  login: 'required',
  args: atLeast(1),
  flags: {
    alltags: toggle('--alltags', 'remove it from all tags'),
    force: toggle('--force', 'remove it even if tags use it'),
  },
  async run({ hub, out }, [repo = '', ...words], { alltags, force }) {
    const current = (await hub.getTagExternalRepos({ repo_info: repo })).map(({ tag_name }) => tag_name);
    if (alltags && words.length > 0) throw new UsageError('Do not specify tags when using --alltags');
    if (alltags && current.length === 0 && !force) {
      out.warn(`External repo ${repo} not associated with any tags`);
      return;
    }
    const tags = alltags ? current : words;
    if (tags.length === 0) {
      if (current.length > 0 && !force) {
        out.warn(`Error: external repo ${repo} used by tag(s): ${current.join(', ')}`);
        throw new CommandFailure('Use --force to remove anyway');
      }
      await hub.deleteExternalRepo(repo);
      return;
    }
    for (const tag of tags) {
      if (current.includes(tag)) await hub.removeExternalRepoFromTag(tag, repo);
      else out.line(`External repo ${repo} not associated with tag ${tag}`);
    }
  },
});
