import type { IniSections } from '@koji/common/config/ini';
import type { PathLayout } from '@koji/common/paths/layout';
import type { NamePart } from '@koji/common/pki/name';
import type { Logger } from '@koji/common/service/logger';
import type { WireValue } from '@koji/common/wire/values';
import type { HubConfig } from '../config/hub-config.ts';
import type { Bus } from '../db/bus.ts';
import type { Db } from '../db/database.ts';
import type { Hooks } from '../hooks/hooks.ts';
import type { Policies } from '../policy/engine.ts';
import type { AnyMethod } from './method.ts';

/** The user of a session, as it was when the request came in. */
export interface SessionUser {
  readonly id: number;
  readonly name: string;
  readonly status: number;
  readonly usertype: number;
  /** The host this user is, if any. */
  readonly hostId: number | null;
}

/** The session that a request is made under. */
export interface Session {
  readonly id: number;
  readonly user: SessionUser;
  readonly authtype: number | null;
  readonly hostip: string | null;
  readonly master: number | null;
  /** The number of this call, or of the last that wrote where calls come without numbers. */
  readonly callnum: number | null;
  /** This session or its master holds the user's exclusive lock. */
  readonly exclusive: boolean;
  readonly expired: boolean;
}

/** What the transport knows of who is calling. */
export interface Peer {
  readonly address: string;
  /** The identity a front end or the TLS handshake vouches for; absent without a verified certificate or principal. */
  readonly subject?: readonly NamePart[];
  readonly certificateEnd?: Date;
  readonly principal?: string;
  /** The realm that this hub's own service is in, where it checked the ticket itself. */
  readonly ownRealm?: string;
  /** Why what the caller offered, or would have to offer, does not count. */
  readonly unverified?: string;
  /** The session credentials sent with the request, valid or not: renewal needs them. */
  readonly credentials?: { readonly id: number; readonly key: string };
  readonly encrypted: boolean;
}

/** Everything that outlives a call. */
export interface HubServices {
  readonly config: HubConfig;
  readonly layout: PathLayout;
  readonly policies: Policies;
  readonly hooks: Hooks;
  readonly bus: Bus;
  readonly log: Logger;
  readonly methods: ReadonlyMap<string, AnyMethod>;
  /** By name of the file, without `.conf`, in the directory `plugins` beside hub.conf. */
  readonly pluginSettings: ReadonlyMap<string, IniSections>;
}

/** One call of an API method: what it may read, what it may touch and on whose behalf. */
export interface Call extends HubServices {
  readonly method: string;
  readonly db: Db;
  readonly peer: Peer;
  /** Undefined for anonymous calls. */
  readonly session: Session | undefined;
  readonly signal: AbortSignal;
  /** The id of the event that this call's changes belong to, made on first use. */
  event(): Promise<number>;
  /** Makes the next `event()` a new one, where one call must leave an order behind (massTag, snapshotTag). */
  nextEvent(): void;
  /** Names of the permissions of the session's user, through groups too. */
  permissions(): Promise<ReadonlySet<string>>;
  /** Runs another API method under the same session and transaction, access checks included. */
  invoke(name: string, params: readonly WireValue[]): Promise<unknown>;
  /** Runs `step` as a call of its own: savepoint, event id. */
  nested<T>(method: string, step: (call: Call) => Promise<T>): Promise<T>;
}
