import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { CommandFailure } from '../../errors.ts';
import { toggle } from '../../options/flag.ts';
import { answered } from '../../session/answered.ts';

export const setBuildVolume = command({
  name: 'set-build-volume',
  category: 'admin',
  summary: 'Move a build to a different volume',
  usage: '<volume> <n-v-r> [<n-v-r> ...]',
  login: 'required',
  args: atLeast(2),
  flags: { verbose: toggle('-v --verbose', 'say what was moved') },
  async run({ hub, session, out }, [volumeName = '', ...nvrs], { verbose }) {
    const volume = await hub.getVolume(volumeName);
    if (!volume) throw new CommandFailure(`No such volume: ${volumeName}`);
    const found = await session.tryBatch((batch) => nvrs.map((nvr) => batch.getBuild(nvr)));
    const builds = [];
    for (const [i, nvr] of nvrs.entries()) {
      const build = answered(found[i] ?? null);
      if (!build) out.line(`No such build: ${nvr}`);
      else if (build.volume_id === volume.id) out.line(`Build ${nvr} already on volume ${volume.name}`);
      else builds.push(build);
    }
    if (builds.length === 0) throw new CommandFailure('No builds to move');
    for (const { id, nvr, volume_name } of builds) {
      await hub.changeBuildVolume(id, volume.id);
      if (verbose) out.line(`${nvr}: ${volume_name} -> ${volume.name}`);
    }
  },
});
