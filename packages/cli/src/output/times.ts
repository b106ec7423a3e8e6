import { zoneAbbreviation } from './time-zone.ts';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (n: number) => String(n).padStart(2, '0');

/** `Tue Nov 14 22:13:20 2023`, in local time. */
export function asctime(epochSeconds: number): string {
  const at = new Date(epochSeconds * 1000);
  return `${days[at.getDay()]} ${months[at.getMonth()]} ${String(at.getDate()).padStart(2)} ${clock(at)} ${at.getFullYear()}`;
}

/** The same in UTC. */
export function utcAsctime(epochSeconds: number): string {
  const at = new Date(epochSeconds * 1000);
  return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)} ${at.toISOString().slice(11, 19)} ${at.getUTCFullYear()}`;
}

/** `Tue, 14 Nov 2023 22:13:20 UTC`, in local time. */
export function longTime(epochSeconds: number): string {
  const at = new Date(epochSeconds * 1000);
  return `${days[at.getDay()]}, ${two(at.getDate())} ${months[at.getMonth()]} ${at.getFullYear()} ${clock(at)} ${zoneAbbreviation(at)}`;
}

/** `2023-11-14 22:13:20`, in local time. */
export function shortTime(epochSeconds: number): string {
  const at = new Date(epochSeconds * 1000);
  return `${isoDate(at)} ${clock(at)}`;
}

/** `2023-11-14`, in local time. */
export function isoDate(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** `22:13:20`. */
function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** How log lines start: `2023-11-14 22:13:20,123`. */
export function logTime(at: Date): string {
  return `${isoDate(at)} ${clock(at)},${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** `Tue Nov 14 2023`, from a text that begins with an ISO date: how changelogs write days. */
export function changelogDay(isoText: string): string {
  const at = new Date(`${isoText.slice(0, 10)}T00:00:00Z`);
  return `${days[at.getUTCDay()]} ${months[at.getUTCMonth()]} ${two(at.getUTCDate())} ${at.getUTCFullYear()}`;
}

/** Epoch seconds of the hub's textual times, which are ISO with a zone offset. */
export function epochOf(isoText: string): number {
  return (
    new Date(
      isoText
        .replace(' ', 'T')
        .replace(/(\.\d{3})\d+/, '$1')
        .replace(/([+-]\d\d)$/, '$1:00'),
    ).getTime() / 1000
  );
}

/** `23-11-14 22:13:20`, in local time: for tables. */
export function tableTime(epochSeconds: number | null): string {
  return epochSeconds ? shortTime(epochSeconds).slice(2) : '';
}
