import type { Hub, HubSession } from '@koji/common/client/hub-client';
import type { HubApi } from '@koji/hub/api';

export type BuilderSession = HubSession<HubApi>;
export type BuilderHub = Hub<HubApi>;
