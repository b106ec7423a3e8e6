import type { TicketCheck } from '@koji/common/kerberos/tickets';
import type { Logger } from '@koji/common/service/logger';
import type { WebConfig } from '../config.ts';
import type { ActAs } from '../hub/acting-hub.ts';
import type { HubReader } from '../hub/hub-reader.ts';
import type { SharedPolls } from '../live/shared-polls.ts';
import type { Site } from '../pages/page.ts';
import type { Visitors } from '../session/visitors.ts';
import type { Assets } from './assets.ts';

/** What the handlers of one web server share. */
export interface WebContext {
  readonly config: WebConfig;
  readonly site: Site;
  /** Signs cookies and tokens. Empty on sites where nobody can log in. */
  readonly secret: string;
  readonly hub: HubReader;
  readonly actAs: ActAs;
  /** Only where this server itself asks visitors for Kerberos tickets. */
  readonly checkTicket: TicketCheck | undefined;
  readonly visitors: Visitors;
  readonly polls: SharedPolls;
  readonly assets: Assets;
  readonly log: Logger;
}
