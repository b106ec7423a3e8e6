import { setTimeout as sleep } from 'node:timers/promises';
import { pythonRepr } from '@koji/common/python-text';
import type { WireStruct } from '@koji/common/wire/values';
import { noArguments } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure, UsageError } from '../../errors.ts';
import { entryLines } from '../../history/entry-lines.ts';
import { historyTimeline } from '../../history/timeline.ts';
import { integer, oneOf, text, texts, time, toggle } from '../../options/flag.ts';

export const listHistory = command({
  name: 'list-history',
  category: 'info',
  summary: 'Display historical data',
  usage: '[options]',
  login: 'anonymous',
  exactNumbers: true,
  args: noArguments,
  flags: {
    debug: toggle('--debug', 'print the rows as they came', { hidden: true }),
    build: text('--build', 'only what concerns this build'),
    pkg: text('--package', 'only what concerns this package'),
    tag: text('--tag', 'only what concerns this tag'),
    editor: text('--editor --by', 'only what this user did', { metavar: 'USER' }),
    user: text('--user', 'only what concerns this user'),
    permission: text('--permission', 'only what concerns this permission'),
    cg: text('--cg', 'only what concerns this content generator'),
    externalRepo: text('--external-repo --erepo', 'only what concerns this external repository'),
    buildTarget: text('--build-target --target', 'only what concerns this build target'),
    group: text('--group', 'only what concerns this group'),
    host: text('--host', 'only what concerns this host'),
    channel: text('--channel', 'only what concerns this channel'),
    xkey: text('--xkey', "only what concerns this key of tags' extra settings"),
    before: time('--before', 'only what happened before this time: epoch seconds or a date such as "2020-12-31 12:35"'),
    after: time('--after', 'only what happened after this time'),
    beforeEvent: integer('--before-event', 'only what happened before this event', { metavar: 'EVENT_ID' }),
    afterEvent: integer('--after-event', 'only what happened after this event', { metavar: 'EVENT_ID' }),
    watch: toggle('--watch', 'go on with what happens from now on'),
    active: oneOf({ '--active': [true, 'only what still holds'], '--revoked': [false, 'only what no longer holds'] }),
    context: toggle('--context', 'print related entries too'),
    show: texts('-s --show', 'only entries of these tables'),
    verbose: toggle('-v --verbose', 'tell more'),
    events: toggle('-e --events', 'print event ids'),
    all: toggle('--all', 'print the whole history if nothing limits it'),
    utc: toggle('--utc', 'print times in UTC'),
  },
  async run(context, _words, flags) {
    const { hub, out, settings } = context;
    const limits = chosen({
      package: flags.pkg,
      tag: flags.tag,
      build: flags.build,
      editor: flags.editor,
      user: flags.user,
      permission: flags.permission,
      cg: flags.cg,
      external_repo: flags.externalRepo,
      build_target: flags.buildTarget,
      group: flags.group,
      before: flags.before,
      after: flags.after,
      host: flags.host,
      channel: flags.channel,
      xkey: flags.xkey,
    });
    if (flags.host && !(await hub.getHost(flags.host))) throw new CommandFailure(`No such host: ${flags.host}`);
    if (flags.channel && !(await hub.getChannel(flags.channel))) throw new CommandFailure(`No such channel: ${flags.channel}`);
    if (Object.keys(limits).length === 0 && !flags.all) throw new UsageError('Please specify an option to limit the query');
    const tables = flags.show.length === 0 ? null : flags.show.flatMap((words) => words.split(','));
    let afterEvent = flags.afterEvent;
    if (flags.watch && !afterEvent && !flags.after) afterEvent = (await hub.getLastEvent())?.id;
    for (;;) {
      const question = {
        tables,
        ...limits,
        ...chosen({ beforeEvent: flags.beforeEvent, afterEvent }),
        ...(flags.active === undefined ? {} : { active: flags.active }),
      };
      const history = (await hub.queryHistory(question)) as unknown as { readonly [table: string]: readonly WireStruct[] };
      const timeline = historyTimeline(history, flags);
      for (const entry of timeline) {
        if (flags.debug || settings.debug) out.line(pythonRepr([entry.event, entry.table, entry.happening, entry.row]));
        for (const line of entryLines(entry, flags)) out.line(line);
      }
      if (!flags.watch) return;
      afterEvent = timeline.at(-1)?.event ?? afterEvent;
      await sleep(settings.pollIntervalS * 1000);
    }
  },
});

function chosen(settings: Readonly<Record<string, string | number | undefined>>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, string | number] => Boolean(entry[1])));
}
