import type { HubSession } from '@koji/common/client/hub-client';
import type { HubApi } from '@koji/hub/api';

export type KojiraSession = HubSession<HubApi>;
