const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

type Moment = { year?: number; month?: number; day?: number; hour?: number; minute?: number; second?: number };

/**
 * Epoch seconds of a moment: a number is taken as they are, anything else as a date in the local time zone. What a date
 * leaves out is today's, what a time leaves out is zero. Zone names and offsets are taken and ignored.
 */
export function parseTime(raw: string, now: Date = new Date()): number | undefined {
  if (/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(raw) && !/^\s*\d{8}\s*$/.test(raw)) return Number(raw);
  const moment = readMoment(raw);
  if (moment === undefined || Object.keys(moment).length === 0) return undefined;
  const { year = now.getFullYear(), month = now.getMonth() + 1, hour = 0, minute = 0, second = 0 } = moment;
  const day = moment.day ?? now.getDate();
  const date = new Date(year, month - 1, day, hour, minute, Math.floor(second));
  if (date.getMonth() !== month - 1 || hour > 23 || minute > 59 || second >= 60) return undefined;
  return date.getTime() / 1000;
}

function readMoment(raw: string): Moment | undefined {
  const moment: Moment = {};
  let rest = ` ${raw.trim()} `;
  const take = (pattern: RegExp, use: (groups: RegExpExecArray) => boolean): boolean => {
    const match = pattern.exec(rest);
    if (!match || !use(match)) return match === null;
    rest = `${rest.slice(0, match.index)} ${rest.slice(match.index + match[0].length)}`;
    return true;
  };
  const isFine =
    take(/(?<=[\sT\d])T?(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(?:\s*([ap])\.?m\.?)?(?=[\sZ+-])/i, (m) => setTime(moment, m)) &&
    take(/(?<=\s)(\d{4})-(\d{1,2})-(\d{1,2})(?=[\sT])/, (m) => setDate(moment, m[1], m[2], m[3])) &&
    take(/(?<=\s)(\d{4})(\d{2})(\d{2})(?=[\sT])/, (m) => setDate(moment, m[1], m[2], m[3])) &&
    take(/(?<=\s)(\d{4})\/(\d{1,2})\/(\d{1,2})(?=\s)/, (m) => setDate(moment, m[1], m[2], m[3])) &&
    take(/(?<=\s)(\d{1,2})\/(\d{1,2})\/(\d{4}|\d{2})(?=\s)/, (m) => setDate(moment, m[3], m[1], m[2])) &&
    take(/(?<=\s)(\d{1,2})\.(\d{1,2})\.(\d{4})(?=\s)/, (m) => setDate(moment, m[3], m[2], m[1]));
  return isFine &&
    readWords(
      moment,
      rest.split(/[\s,]+/).filter((word) => word !== ''),
    )
    ? moment
    : undefined;
}

function setTime(moment: Moment, [, hour, minute, second, half]: RegExpExecArray): boolean {
  const clock = Number(hour);
  if (half !== undefined && (clock < 1 || clock > 12)) return false;
  moment.hour = half === undefined ? clock : (clock % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  moment.minute = Number(minute);
  moment.second = Number(second ?? 0);
  return true;
}

function setDate(moment: Moment, year: string | undefined, month: string | undefined, day: string | undefined): boolean {
  if (moment.day !== undefined) return false;
  const full = Number(year);
  moment.year = full < 100 ? full + (full < 69 ? 2000 : 1900) : full;
  moment.month = Number(month);
  moment.day = Number(day);
  return moment.month >= 1 && moment.month <= 12;
}

/** Month names, days like `31st`, years. */
function readWords(moment: Moment, words: readonly string[]): boolean {
  return words.every((word) => {
    const month = months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
    const day = /^(\d{1,2})(?:st|nd|rd|th)?$/i.exec(word);
    if (month > 0 && /^[a-z]{3,9}\.?$/i.test(word) && moment.month === undefined) moment.month = month;
    else if (day && moment.day === undefined) moment.day = Number(day[1]);
    else if (/^\d{4}$/.test(word) && moment.year === undefined) moment.year = Number(word);
    else return saysNothing.test(word);
    return true;
  });
}

/** Weekdays, zones and their offsets, filling words. */
const saysNothing = /^(T|Z|[A-Z]{2,5}|[A-Z]*[+-]\d{1,2}:?\d{0,2}|of|at|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?)$/i;
