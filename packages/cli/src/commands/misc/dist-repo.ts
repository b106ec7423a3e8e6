import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { structValue } from '@koji/common/client/typed-hub';
import { REPO_STATES } from '@koji/common/types/states';
import { atLeast } from '../../arguments.ts';
import { type CommandContext, command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { integer, onOff, text, texts, toggle } from '../../options/flag.ts';
import { uploadProgress } from '../../output/progress.ts';
import { uploadPlace } from '../../session/upload-place.ts';
import { followTasks, waitFlag } from '../../tasks/follow-task.ts';

export const distRepo = command({
  name: 'dist-repo',
  category: 'misc',
  summary: 'Create a yum repo with distribution options',
  usage: '[options] <tag> <key_id> [<key_id> ...]',
  notes: `Several of these tasks may run for one tag at a time. Where a new one shall cancel those before it, set
"koji edit-tag -x distrepo.cancel_others=True" for the tag.`,
  login: 'required',
  args: atLeast(1),
  flags: {
    allowMissingSignatures: toggle('--allow-missing-signatures', 'take the unsigned copy of rpms that are not signed with a key'),
    arch: texts('-a --arch', 'an architecture; without any those of the tag (may be given many times)'),
    withSrc: toggle('--with-src', 'make a repository of source rpms too'),
    splitDebuginfo: toggle('--split-debuginfo', 'put debugging data into a repository of its own'),
    comps: text('--comps', 'a comps file to put into the repository'),
    deltaRpms: texts('--delta-rpms', 'make delta rpms against this dist repo, by id or tag (may be given many times)', {
      metavar: 'REPO',
    }),
    event: integer('--event', 'contents of the tag at this event'),
    volume: text('--volume', 'volume to put the repository on'),
    nonLatest: toggle('--non-latest', 'older builds too'),
    multilib: text('--multilib', 'with packages of a second architecture as this file says', { metavar: 'CONFIG' }),
    noinherit: toggle('--noinherit', 'leave out what the tag inherits'),
    wait: waitFlag,
    skipMissingSignatures: toggle('--skip-missing-signatures', 'leave out rpms that are not signed with a key'),
    zck: toggle('--zck', 'make zchunk files too'),
    zckDictDir: text('--zck-dict-dir', "the builder's directory of zchunk dictionaries"),
    writeSignedRpms: toggle('--write-signed-rpms', 'write signed copies that are missing'),
    skipStat: onOff(
      '--skip-stat',
      'let createrepo trust file sizes and times',
      '--no-skip-stat',
      'let createrepo look at every file',
    ),
  },
  async run(context, [tag = '', ...keys], flags) {
    const { out } = context;
    if (keys.length === 0 && !flags.allowMissingSignatures) {
      throw new UsageError('Please specify one or more GPG key IDs (or --allow-missing-signatures)');
    }
    if (flags.allowMissingSignatures && flags.skipMissingSignatures) {
      throw new UsageError('allow_missing_signatures and skip_missing_signatures are mutually exclusive');
    }
    for (const file of [flags.comps, flags.multilib])
      if (file && !existsSync(file)) throw new UsageError(`could not find ${file}`);
    const directory = uploadPlace('cli-dist-repo');
    const comps = flags.comps ? await upload(context, flags.comps, directory) : null;
    const delta: number[] = [];
    for (const repo of flags.deltaRpms) delta.push(await findOldRepo(context, repo));
    const arches = await chooseArches(context, tag, flags.arch);
    if (flags.multilib) checkMultilib(arches);
    const multilib = flags.multilib ? await upload(context, flags.multilib, directory) : null;
    const arch = arches.filter((each) => each !== 'noarch');
    if (flags.withSrc && !arch.includes('src')) arch.push('src');
    if (arch.length === 0) throw new UsageError('No arches left.');
    const options = structValue({
      arch,
      comps,
      delta,
      event: flags.event ?? null,
      volume: flags.volume ?? null,
      inherit: !flags.noinherit,
      latest: !flags.nonLatest,
      multilib,
      split_debuginfo: flags.splitDebuginfo,
      skip_missing_signatures: flags.skipMissingSignatures,
      allow_missing_signatures: flags.allowMissingSignatures,
      zck: flags.zck,
      zck_dict_dir: flags.zckDictDir ?? null,
      write_signed_rpms: flags.writeSignedRpms,
      ...(flags.skipStat === undefined ? {} : { createrepo_skip_stat: flags.skipStat }),
    });
    const taskId = Number(await context.session.call('distRepo', [tag, keys], options));
    out.line(`Creating dist repo for tag ${tag}`);
    return await followTasks(context, [taskId], { wait: flags.wait });
  },
});

/** A dist repo by its id, or the current or else an expired one of a tag. */
async function findOldRepo({ hub }: CommandContext, word: string): Promise<number> {
  if (/^\d+$/.test(word)) return (await hub.repoInfo(Number(word), { strict: true }))?.id ?? Number(word);
  const repo = (await hub.getRepo(word, { dist: true })) ?? (await hub.getRepo(word, { state: REPO_STATES.EXPIRED, dist: true }));
  if (!repo) throw new UsageError(`Can't find repo for tag: ${word}`);
  return repo.id;
}

async function upload({ session, out }: CommandContext, file: string, directory: string): Promise<string> {
  await session.upload(file, directory, { onProgress: uploadProgress(out) });
  out.line();
  return `${directory}/${basename(file)}`;
}

/** The architectures asked for, or those of the tag or of the first parent that has any. */
async function chooseArches({ hub, out }: CommandContext, name: string, wanted: readonly string[]): Promise<string[]> {
  const tag = await hub.getTag(name);
  if (!tag) throw new UsageError(`No such tag: ${name}`);
  let allowed = tag.arches ?? '';
  for (const { parent_id } of allowed === '' ? await hub.getFullInheritance(name) : []) {
    allowed = (await hub.getTag(parent_id))?.arches ?? '';
    if (allowed !== '') break;
  }
  if (wanted.length === 0) {
    if (allowed === '') throw new UsageError('No arches given and no arches associated with tag');
    return allowed.split(/\s+/);
  }
  for (const arch of wanted) {
    if (allowed === '') out.warn(`Tag ${tag.name} has an empty arch list`);
    else if (!allowed.split(/\s+/).includes(arch)) out.warn(`${arch} is not in the list of tag arches`);
  }
  return [...wanted];
}

const secondArches = { x86_64: 'i686', s390x: 's390', ppc64: 'ppc' };

function checkMultilib(arches: readonly string[]): void {
  for (const [arch, second] of Object.entries(secondArches)) {
    if (arches.includes(arch) && !arches.includes(second)) throw new UsageError(`The multilib arch (${second}) must be included`);
  }
}
