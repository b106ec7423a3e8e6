import { setTimeout as sleep } from 'node:timers/promises';
import type { Received } from '@koji/common/client/hub-client';
import { GenericError } from '@koji/common/errors';
import { type Nvr, parseNvr } from '@koji/common/rpm/nvr';
import type { Repo, RepoRequest } from '@koji/common/types/repo';
import { nameOf, TASK_STATES } from '@koji/common/types/states';
import type { WireValue } from '@koji/common/wire/values';
import type { TaskContext } from '../tasks/task.ts';

export type RepoInfo = Received<Repo>;
type RequestInfo = Received<RepoRequest>;
type WatchContext = Pick<TaskContext, 'hub' | 'log' | 'signal'>;

export interface RepoWish {
  readonly tag: string | number;
  /** Builds that must be in it; they need not exist yet. */
  readonly nvrs?: readonly string[] | undefined;
  /** Event that it must not be older than; `last` is the tag's last change. */
  readonly minEvent?: number | 'last' | undefined;
}

const timeoutMs = 120 * 60 * 1000;
/** The first looks follow each other quickly, the later ones leave the hub in peace. */
const pauses = { firstMs: 500, growth: 1.2, longestMs: 15_000 } as const;

/** `a`, `a and b`, `a, b, and c`. */
const enumerate = new Intl.ListFormat('en');

/** Looks for a repository of a tag, and waits for one to be made. */
export class RepoWatcher {
  readonly #context: WatchContext;
  readonly #tag: { readonly id: number; readonly name: string };
  readonly #nvrs: readonly string[];
  readonly #builds: readonly Nvr[];
  #minEvent: number | undefined;
  #pauseMs: number = pauses.firstMs;
  readonly #startedAt = Date.now();

  private constructor(
    context: WatchContext,
    tag: { id: number; name: string },
    nvrs: readonly string[],
    minEvent: number | undefined,
  ) {
    this.#context = context;
    this.#tag = tag;
    this.#nvrs = nvrs;
    this.#builds = nvrs.map(parseNvr);
    this.#minEvent = minEvent;
  }

  static async open(context: WatchContext, { tag, nvrs = [], minEvent }: RepoWish): Promise<RepoWatcher> {
    const found = await context.hub.getTag(tag, { strict: true });
    if (!found) throw new GenericError(`No such tag: ${tag}`);
    const event = minEvent === 'last' ? ((await context.hub.tagLastChangeEvent(found.id)) ?? undefined) : minEvent;
    return new RepoWatcher(context, found, nvrs, event);
  }

  /** A repository that is there now, or the arguments of a `waitrepo` task that brings one. */
  async find(): Promise<{ readonly repo: RepoInfo } | { readonly waitFor: WireValue[] }> {
    if (!(await this.#hasBuilds())) return { waitFor: this.#taskArguments(this.#minEvent) };
    const { repo, request } = await this.#request();
    if (repo && (await this.#isGood(repo))) return { repo };
    return { waitFor: this.#taskArguments(this.#minEvent ?? request?.min_event ?? undefined) };
  }

  #taskArguments(minEvent: number | undefined): WireValue[] {
    return [this.#tag.name, null, [...this.#nvrs], minEvent ?? null];
  }

  /** Waits until there is a good repository. Throws GenericError when the time is over or making it failed. */
  async wait(): Promise<RepoInfo> {
    for (;;) {
      if (this.#builds.length > 0) await this.#untilTagged();
      const { repo, request } = await this.#request();
      const candidate = repo ?? (request ? await this.#untilDone(request) : null);
      if (candidate && (await this.#isGood(candidate))) return candidate;
      this.#context.log.info({ repo: candidate?.id }, 'the repository does not do, asking for another');
      this.#minEvent = (await this.#context.hub.tagLastChangeEvent(this.#tag.id)) ?? this.#minEvent;
      this.#assertTimeLeft(`for a new ${this.#tag.name} repo`);
      await this.#pause();
    }
  }

  async #request(): Promise<{ repo: RepoInfo | null; request: RequestInfo | null }> {
    const { hub, log } = this.#context;
    const answer = await hub.repo.request(this.#tag.id, { min_event: this.#minEvent ?? null });
    log.info(
      { tag: this.#tag.name, minEvent: this.#minEvent, repo: answer.repo?.id, request: answer.request?.id },
      'asked for a repository',
    );
    return answer as { repo: RepoInfo | null; request: RequestInfo | null };
  }

  async #untilDone({ id }: RequestInfo): Promise<RepoInfo> {
    for (;;) {
      const check = (await this.#context.hub.repo.checkRequest(id)) as { repo: RepoInfo | null; request: RequestInfo };
      if (check.repo) return check.repo;
      const { active, task_id: task, task_state: state } = check.request;
      if (!active) {
        const fate = task === null ? '' : ` (task ${task} is ${state === null ? 'unknown' : nameOf(TASK_STATES, state)})`;
        throw new GenericError(`Repo request no longer active${fate}`);
      }
      this.#assertTimeLeft(`for a new ${this.#tag.name} repo`);
      await this.#pause();
    }
  }

  async #untilTagged(): Promise<void> {
    while (!(await this.#hasBuilds())) {
      this.#assertTimeLeft(`for ${enumerate.format(this.#nvrs)} to appear in the ${this.#tag.name} repo`);
      await this.#pause();
    }
    this.#minEvent = (await this.#context.hub.tagLastChangeEvent(this.#tag.id)) ?? this.#minEvent;
  }

  async #hasBuilds(event?: number): Promise<boolean> {
    for (const { name, version, release } of this.#builds) {
      const options = { package: name, inherit: true, ...(event === undefined ? {} : { event }) };
      const tagged = (await this.#context.hub.listTagged(this.#tag.id, options)) as { version: string; release: string }[];
      if (!tagged.some((build) => build.version === version && build.release === release)) return false;
    }
    return true;
  }

  async #isGood(repo: RepoInfo): Promise<boolean> {
    if (repo.tag_id !== this.#tag.id) return false;
    if (this.#minEvent !== undefined && repo.create_event < this.#minEvent) return false;
    return this.#hasBuilds(repo.create_event);
  }

  #assertTimeLeft(what: string): void {
    const waitedS = Math.floor((Date.now() - this.#startedAt) / 1000);
    if (waitedS * 1000 <= timeoutMs) return;
    const shown = `${Math.floor(waitedS / 60)}:${String(waitedS % 60).padStart(2, '0')}`;
    throw new GenericError(`Unsuccessfully waited ${shown} ${what}`);
  }

  async #pause(): Promise<void> {
    await sleep(this.#pauseMs, undefined, { signal: this.#context.signal });
    this.#pauseMs = Math.min(this.#pauseMs * pauses.growth, pauses.longestMs);
  }
}
