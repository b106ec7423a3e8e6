import { fixed } from './fixed.ts';

const units = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
] as const;

/** `1.50 MiB`. */
export function formatSize(bytes: number): string {
  const [unit, size] = units.find(([, limit]) => bytes >= limit) ?? ['B', 1];
  return `${fixed(bytes / size, 2)} ${unit}`;
}

/** `01:02:03`. */
export function formatDuration(seconds: number): string {
  const part = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${part(seconds / 3600)}:${part((seconds % 3600) / 60)}:${part(seconds % 60)}`;
}
