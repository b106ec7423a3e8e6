import { GenericError } from '@koji/common/errors';
import type { HubConfig } from '../config/hub-config.ts';

/** Maven and Windows builds are for hubs that are set up for them. */
export function assertEnabled({ config }: { readonly config: HubConfig }, btype: 'maven' | 'win'): void {
  if (btype === 'maven' && !config.enableMaven) throw new GenericError('Maven support not enabled');
  if (btype === 'win' && !config.enableWin) throw new GenericError('Windows support not enabled');
}
