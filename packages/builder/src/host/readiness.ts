/** What decides whether another task fits. */
export interface HostState {
  readonly isRestartPending: boolean;
  readonly isEnabled: boolean;
  readonly load: number;
  readonly capacity: number;
  readonly runningTasks: number;
  readonly maxjobs: number;
  readonly freeMiB: number;
  readonly minspaceMiB: number;
  readonly loadAverage: number;
  readonly cpus: number;
  readonly maxLoadPerCpu: number;
}

/** Why this host must not get another task, or nothing when it may. */
export function reasonNotReady(host: HostState): string | undefined {
  if (host.isRestartPending) return 'Pending restart';
  if (!host.isEnabled) return 'Host is disabled';
  if (host.load > host.capacity) return `Over capacity: ${host.load.toFixed(2)} > ${host.capacity.toFixed(2)}`;
  if (host.runningTasks >= host.maxjobs) return 'Full queue';
  if (host.freeMiB < host.minspaceMiB) return `Insufficient disk space: ${host.freeMiB} MiB, ${host.minspaceMiB} MiB required`;
  const maxLoad = host.maxLoadPerCpu * host.cpus;
  if (host.loadAverage > maxLoad) return `Load average ${host.loadAverage.toFixed(2)} > ${maxLoad.toFixed(2)}`;
  return undefined;
}
