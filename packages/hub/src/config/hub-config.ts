import type { OptionValues } from '@koji/common/config/options';
import { kojiOptions } from './koji-options.ts';
import { ownOptions } from './own-options.ts';

export const hubOptions = { ...kojiOptions, ...ownOptions };

export type HubConfig = OptionValues<typeof hubOptions>;
