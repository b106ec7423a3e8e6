import { GenericError } from '@koji/common/errors';
import { defineForegroundTask } from '../task.ts';

/** Has this builder start anew once its tasks are done. */
export const restart = defineForegroundTask({
  method: 'restart',
  async run({ builder }, { host }) {
    if (host.id !== builder.hostId) throw new GenericError('Host mismatch');
    builder.requestRestart();
    return 'graceful restart initiated';
  },
});
