import { lstat, unlink } from 'node:fs/promises';
import { AuthError, KojiError } from '@koji/common/errors';
import { unlessMissing } from '@koji/common/missing-files';
import type { PathLayout } from '@koji/common/paths/layout';
import type { Logger } from '@koji/common/service/logger';
import { nameOf, REPO_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import type { KojiraConfig } from './config.ts';
import type { Removals } from './removals.ts';
import { repoDirectory, resolveVolumeLink } from './repo-directory.ts';
import { type Action, decide, type KeepNewest, type Memory, type RepoRow } from './repo-state.ts';
import type { KojiraSession } from './session.ts';

export interface RepoLifeOptions {
  readonly session: KojiraSession;
  readonly config: KojiraConfig;
  readonly layout: PathLayout;
  readonly removals: Removals;
  readonly log: Logger;
  /** Epoch seconds. */
  readonly now?: () => number;
}

const fields = [
  'id',
  'tag_id',
  'tag_name',
  'create_event',
  'state',
  'dist',
  'task_id',
  'task_state',
  'creation_ts',
  'state_ts',
  'end_event',
  'opts',
  'custom_opts',
];

type Tracked = { row: RepoRow; memory: { -readonly [K in keyof Memory]: Memory[K] } };

/** Follows every repository that the hub has not deleted, from its beginning to the removal of its files. */
export class RepoLife {
  readonly #options: RepoLifeOptions;
  readonly #tracked = new Map<number, Tracked>();

  constructor(options: RepoLifeOptions) {
    this.#options = options;
  }

  isTracked(repoId: number): boolean {
    return this.#tracked.has(repoId);
  }
  get size(): number {
    return this.#tracked.size;
  }

  /** One round: reads what there is and takes each repository's next step. One that the hub refuses does not stop the others. */
  async round(): Promise<void> {
    await this.#readRepos();
    for (const tracked of [...this.#tracked.values()]) {
      const action = decide(tracked.row, this.#now(), this.#options.config, tracked.memory);
      try {
        await this.#act(tracked, action);
      } catch (error) {
        if (!(error instanceof KojiError) || error instanceof AuthError) throw error;
        this.#options.log.error({ err: error, repo: tracked.row.id, action: action.do }, 'the hub refused a step');
      }
    }
  }

  #now(): number {
    return this.#options.now?.() ?? Date.now() / 1000;
  }

  async #readRepos(): Promise<void> {
    const { session, log, layout } = this.#options;
    const rows = await this.#query([['state', '!=', REPO_STATES.DELETED]], fields);
    const present = new Set(rows.map((row) => row.id));
    for (const row of rows) {
      const known = this.#tracked.get(row.id);
      if (known === undefined) {
        log.info({ repo: row.id, tag: row.tag_name, state: nameOf(REPO_STATES, row.state) }, 'repository found');
        const changedAt = row.state_ts ?? (await directoryTime(repoDirectory(layout, row))) ?? this.#now();
        this.#tracked.set(row.id, { row, memory: { changedAt } });
        continue;
      }
      if (known.row.state !== row.state) {
        log.info(
          { repo: row.id, from: nameOf(REPO_STATES, known.row.state), to: nameOf(REPO_STATES, row.state) },
          'repository changed state',
        );
      }
      known.row = row;
    }
    for (const [id, { row }] of this.#tracked) {
      if (present.has(id)) continue;
      if (row.state !== REPO_STATES.DELETED)
        log.warn({ repo: id, hub: session.server }, 'the hub has deleted a repository by itself');
      this.#tracked.delete(id);
    }
  }

  async #act({ row, memory }: Tracked, action: Action): Promise<void> {
    switch (action.do) {
      case 'keep':
        return;
      case 'mark as problem':
        this.#options.log.error({ repo: row.id, tag: row.tag_name, because: action.because }, 'problem repository');
        await this.#options.session.hub.repoProblem(row.id);
        row.state = REPO_STATES.PROBLEM;
        return;
      case 'expire unless needed':
        memory.expiryCheckedAt = this.#now();
        return this.#expireUnlessNeeded(row, action.keepNewest);
      case 'delete unless referenced':
        return this.#deleteUnlessReferenced(row, memory);
      default:
        return unreachable(action);
    }
  }

  async #expireUnlessNeeded(row: RepoRow, keepNewest: KeepNewest): Promise<void> {
    const { session, log } = this.#options;
    if (keepNewest !== 'never' && (await this.#isNewest(row))) {
      if (keepNewest === 'always') return;
      const targets = await session.hub.getBuildTargets({ buildTagID: row.tag_id });
      if (targets.length > 0) return;
    }
    log.info({ repo: row.id, tag: row.tag_name, dist: row.dist }, 'expiring repository');
    await session.hub.repoExpire(row.id);
    row.state = REPO_STATES.EXPIRED;
  }

  /** Whether no newer READY repository of the same kind and tag exists. */
  async #isNewest(row: RepoRow): Promise<boolean> {
    const kind = row.dist
      ? [['dist', '=', true]]
      : [
          ['dist', '=', false],
          ['custom_opts', '=', '{}'],
        ];
    const newer = await this.#query(
      [['tag_id', '=', row.tag_id], ['state', '=', REPO_STATES.READY], ['create_event', '>', row.create_event], ...kind],
      ['id'],
    );
    return newer.length === 0;
  }

  async #query(clauses: WireValue[][], columns: string[]): Promise<RepoRow[]> {
    return (await this.#options.session.hub.repo.query(clauses, { fields: columns })) as unknown as RepoRow[];
  }

  async #deleteUnlessReferenced(row: RepoRow, memory: Tracked['memory']): Promise<void> {
    const { session, log } = this.#options;
    const references = await session.hub.repo.references(row.id);
    if (references.length > 0) {
      // Not expected after so long a time: perhaps a build task that hangs.
      log.warn({ repo: row.id, buildroots: references.map((reference) => reference.id) }, 'expired repository is still in use');
      memory.referencesCheckedAt = this.#now();
      return;
    }
    log.info({ repo: row.id, tag: row.tag_name }, 'deleting repository');
    await session.hub.repo.setState(row.id, REPO_STATES.DELETED);
    row.state = REPO_STATES.DELETED;
    await this.#removeFiles(row);
  }

  /** What cannot be removed safely stays, with an error in the log; pruning or a person sees to it. */
  async #removeFiles(row: RepoRow): Promise<void> {
    const { layout, config, removals, log } = this.#options;
    const path = repoDirectory(layout, row);
    try {
      const info = await unlessMissing(lstat(path));
      if (info === undefined) {
        log.warn({ repo: row.id, path }, 'deleted repository had no directory');
        return;
      }
      if (!info.isSymbolicLink()) {
        removals.add(path);
        return;
      }
      const directory = await resolveVolumeLink(layout, row);
      if (config.ignoreOtherVolumes) {
        log.warn({ repo: row.id, directory }, 'repository is on another volume, its files stay');
        return;
      }
      await unlink(path);
      removals.add(directory);
    } catch (error) {
      log.error({ err: error, repo: row.id, path }, 'cannot remove the files of a deleted repository, they stay');
    }
  }
}

async function directoryTime(path: string): Promise<number | undefined> {
  const info = await unlessMissing(lstat(path));
  return info && info.mtimeMs / 1000;
}
function unreachable(action: never): never {
  throw new Error(`unknown action ${JSON.stringify(action)}`);
}
