import { GenericError } from '@koji/common/errors';
import { anyArguments } from '../../arguments.ts';
import { clientVersion } from '../../client-version.ts';
import { command } from '../../command.ts';

export const version = command({
  name: 'version',
  category: 'misc',
  summary: 'Report client and hub versions',
  usage: '',
  login: 'anonymous',
  args: anyArguments,
  flags: {},
  flagsFirst: true,
  async run({ hub, out }) {
    out.line(`Client: ${clientVersion}`);
    try {
      out.line(`Hub:    ${await hub.getKojiVersion()}`);
    } catch (error) {
      if (!(error instanceof GenericError)) throw error;
      out.line("Hub:    Can't determine (older than 1.23)");
    }
  },
});
