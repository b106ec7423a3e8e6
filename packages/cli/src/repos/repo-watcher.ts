import { GenericError } from '@koji/common/errors';
import { pythonStr } from '@koji/common/python-text';
import { parseNvr } from '@koji/common/rpm/nvr';
import type { RepoOptions } from '@koji/common/types/repo';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import type { CommandContext } from '../command.ts';
import { createPollPause } from '../watch/poll-pause.ts';
import { hasBuilds } from './has-builds.ts';

export type RequestCheck = Awaited<ReturnType<CommandContext['hub']['repo']['request']>>;
export type Repo = NonNullable<RequestCheck['repo']>;
export type RepoRequest = NonNullable<RequestCheck['request']>;

/** What a repository must be like. */
export interface RepoWish {
  readonly tag: { readonly id: number; readonly name: string };
  /** Builds that must be in it. */
  readonly nvrs?: readonly string[];
  /** It must have been made at this event or later; `last` stands for the tag's last change. */
  readonly minEvent?: number | 'last' | undefined;
  readonly atEvent?: number | undefined;
  readonly opts?: RepoOptions | undefined;
}
export interface WatchStyle {
  readonly timeoutMinutes: number;
  readonly verbose: boolean;
}

/** Waits for a repository of a tag; with requests where the user is logged in, by looking where not. */
export class RepoWatcher {
  readonly #context: CommandContext;
  readonly #wish: RepoWish;
  readonly #style: WatchStyle;
  readonly #startedAt = Date.now();
  readonly #pause: () => Promise<void>;
  #minEvent: Promise<number | null> | undefined;

  constructor(context: CommandContext, wish: RepoWish, style: WatchStyle) {
    this.#context = context;
    this.#wish = wish;
    this.#style = style;
    this.#pause = createPollPause(context.settings);
  }

  /** A repository that serves, or the request that will bring one. */
  async request(minEvent?: number | null): Promise<RequestCheck> {
    const { tag, atEvent, opts } = this.#wish;
    this.#tell('Requesting a repo');
    return await this.#context.hub.repo.request(tag.id, {
      min_event: minEvent ?? (await this.#firstEvent()),
      at_event: atEvent ?? null,
      ...(opts ? { opts } : {}),
    });
  }

  /** Waits for what a request brings. Throws GenericError when it brings nothing in time. */
  async waitForRequest(request: RepoRequest): Promise<Repo> {
    const { hub, out } = this.#context;
    let last: RepoRequest = request;
    for (;;) {
      const check = await hub.repo.checkRequest(request.id);
      if (check.repo) return check.repo;
      this.#tellChanges(last, check.request);
      last = check.request;
      if (this.#isLate()) throw new GenericError(`Unsuccessfully waited ${this.#waited()} for a new ${this.#wish.tag.name} repo`);
      if (!last.active) {
        if (last.task_id) out.line(`Task ${last.task_id} state is ${stateName(last.task_state)}`);
        throw new GenericError('Repo request no longer active');
      }
      await this.#pause();
    }
  }

  /** Waits until there is a repository as it was wished for. */
  async wait({ mayRequest }: { readonly mayRequest: boolean }): Promise<Repo> {
    const { out } = this.#context;
    const { tag, atEvent } = this.#wish;
    this.#tell(`Waiting on repo for ${tag.name}`);
    let minEvent = await this.#firstEvent();
    let request: RepoRequest | null = null;
    for (;;) {
      if (request) {
        const repo = await this.waitForRequest(request);
        if (await this.#suits(repo)) return repo;
        if (atEvent !== undefined) throw new GenericError('Failed at_event request');
        minEvent = await this.#lastChange();
        out.line('Repo request did not satisfy conditions');
      } else if (!mayRequest) {
        const repo = await this.#find(minEvent);
        if (repo && (await this.#suits(repo))) return repo;
      }
      if (this.#builds().length > 0) {
        // A repository made before the builds are tagged would be of no use.
        await this.#waitForBuilds();
        minEvent = await this.#lastChange();
      }
      if (mayRequest) {
        const answer = await this.request(minEvent);
        if (answer.repo && (await this.#suits(answer.repo))) return answer.repo;
        request = answer.repo ? null : answer.request;
        if (request) this.#tell(`Got request: ${request.id}`);
        minEvent ??= request?.min_event ?? null;
      }
      if (this.#isLate()) throw new GenericError(`Unsuccessfully waited ${this.#waited()} for a new ${tag.name} repo`);
      await this.#pause();
    }
  }

  async #find(minEvent: number | null): Promise<Repo | null> {
    const { tag, atEvent, opts } = this.#wish;
    return await this.#context.hub.repo.get(tag.id, {
      min_event: minEvent,
      at_event: atEvent ?? null,
      ...(opts ? { opts } : {}),
    });
  }

  async #waitForBuilds(): Promise<void> {
    const { tag, nvrs = [] } = this.#wish;
    this.#tell(`Waiting for nvrs ${nvrs.join(', ')} in tag ${tag.name}`);
    while (!(await hasBuilds(this.#context, tag.id, this.#builds(), null))) {
      if (this.#isLate()) {
        const list = new Intl.ListFormat('en').format(nvrs);
        throw new GenericError(`Unsuccessfully waited ${this.#waited()} for ${list} to appear in the ${tag.name} repo`);
      }
      await this.#pause();
    }
  }

  /** Whether a repository is as it was wished for; says why where it is not. */
  async #suits(repo: Repo): Promise<boolean> {
    const { tag, atEvent, opts } = this.#wish;
    const minEvent = await this.#firstEvent();
    const unfit = (reason: string) => {
      this.#tell(reason);
      return false;
    };
    if (repo.tag_id !== tag.id) return unfit(`Got repo for wrong tag, expected ${tag.id}, got ${repo.tag_id}`);
    if (atEvent !== undefined && repo.create_event !== atEvent)
      return unfit(`Got repo with wrong event. ${repo.create_event} != ${atEvent}`);
    if (atEvent === undefined && minEvent !== null && repo.create_event < minEvent) {
      return unfit(`Got repo before min event. ${repo.create_event} < ${minEvent}`);
    }
    if (opts && !hasOptions(repo, opts)) return unfit('Got repo with wrong opts.');
    if (!(await hasBuilds(this.#context, tag.id, this.#builds(), repo.create_event)))
      return unfit('Got repo without needed builds');
    return true;
  }

  #builds() {
    return (this.#wish.nvrs ?? []).map(parseNvr);
  }
  async #firstEvent(): Promise<number | null> {
    const { minEvent } = this.#wish;
    this.#minEvent ??= minEvent === 'last' ? this.#lastChange() : Promise.resolve(minEvent ?? null);
    return await this.#minEvent;
  }
  async #lastChange(): Promise<number | null> {
    return await this.#context.hub.tagLastChangeEvent(this.#wish.tag.id);
  }
  #isLate(): boolean {
    return Date.now() - this.#startedAt > this.#style.timeoutMinutes * 60_000;
  }
  #waited(): string {
    const seconds = Math.floor((Date.now() - this.#startedAt) / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
  #tell(line: string): void {
    if (this.#style.verbose || this.#context.settings.debug) this.#context.out.line(line);
  }
  #tellChanges(before: RepoRequest, now: RepoRequest): void {
    for (const field of ['task_id', 'task_state', 'repo_id', 'active', 'tries'] as const) {
      if (before[field] === now[field]) continue;
      const text = (value: WireValue) => (field === 'task_state' && value !== null ? stateName(Number(value)) : pythonStr(value));
      this.#tell(`Request updated: ${field}: ${text(before[field])} -> ${text(now[field])}`);
    }
  }
}

function stateName(state: number | null): string {
  return state === null ? 'None' : nameOf(TASK_STATES, state);
}

function hasOptions({ opts }: Repo, wanted: RepoOptions): boolean {
  const names = ['src', 'debuginfo', 'separate_src', 'maven'] as const;
  return names.every((name) => Boolean(opts?.[name]) === Boolean(wanted[name]));
}

/** Says which repository was found. */
export function announceRepo({ out, settings }: Pick<CommandContext, 'out' | 'settings'>, repo: Repo): void {
  out.line(`Got repo ${repo.id}`);
  out.line(`Repo info: ${settings.weburl}/repoinfo?repoID=${repo.id}`);
}
