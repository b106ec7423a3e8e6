/** A host as the scheduler weighs it. */
export interface Candidate {
  readonly id: number;
  readonly capacity: number;
  readonly maxjobs: number;
  readonly ready: boolean;
  /** `<channel id>:<arch>` of everything the host may take. */
  readonly bins: ReadonlySet<string>;
  load: number;
  ntasks: number;
  demand: number;
}
export interface Job {
  readonly id: number;
  readonly bin: string;
  readonly weight: number;
}

function hasRoom(host: Candidate, weight: number, overcommit: number): boolean {
  return host.ntasks < host.maxjobs && host.capacity - host.load > Math.max(0, weight - overcommit);
}

/**
 * Who gets which task (hub-behaviour.md §4). A host that many tasks could need is left for them: what it is in
 * demand for counts against it beside its load. Pure: the caller carries it out.
 */
export function planAssignments(
  hosts: readonly Candidate[],
  jobs: readonly Job[],
  refused: (taskId: number, hostId: number) => boolean,
  overcommit: number,
): { readonly taskId: number; readonly hostId: number }[] {
  const options = jobs.map((job) => ({
    job,
    hosts: hosts.filter(
      (host) => host.ready && host.bins.has(job.bin) && hasRoom(host, job.weight, overcommit) && !refused(job.id, host.id),
    ),
  }));
  weighDemand(hosts, options);
  const plan: { taskId: number; hostId: number }[] = [];
  for (const { job, hosts: candidates } of options) {
    const best = leastBusy(candidates.filter((host) => hasRoom(host, job.weight, overcommit)));
    if (!best) continue;
    best.load += job.weight;
    best.ntasks += 1;
    plan.push({ taskId: job.id, hostId: best.id });
  }
  return plan;
}

function weighDemand(
  hosts: readonly Candidate[],
  options: readonly { readonly job: Job; readonly hosts: readonly Candidate[] }[],
): void {
  for (const { job, hosts: candidates } of options) for (const host of candidates) host.demand += job.weight / candidates.length;
  const total = hosts.reduce((sum, host) => sum + host.demand, 0);
  if (total > 0) for (const host of hosts) host.demand /= total;
}
function leastBusy(hosts: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const host of hosts) if (!best || rank(host) < rank(best)) best = host;
  return best;
}
function rank(host: Candidate): number {
  return host.load + host.ntasks + host.demand;
}
