const compiled = new Map<string, RegExp>();
/** Patterns come from configuration and tag settings; a cache that outgrows this is being fed from elsewhere. */
const maxCompiled = 1000;

/** Shell-style matching of a whole text: `*`, `?`, `[seq]` and `[!seq]`, case counts, slashes are nothing special. */
export function matchesGlob(text: string, pattern: string): boolean {
  let regex = compiled.get(pattern);
  if (!regex) {
    if (compiled.size >= maxCompiled) compiled.clear();
    regex = globRegex(pattern);
    compiled.set(pattern, regex);
  }
  return regex.test(text);
}
export function matchesAnyGlob(text: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesGlob(text, pattern));
}

function globRegex(pattern: string): RegExp {
  let source = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] as string;
    if (c === '*') {
      // A run of stars says no more than one and would only make the match slow.
      if (pattern[i - 1] !== '*') source += '.*';
    } else if (c === '?') source += '.';
    else if (c === '[') {
      const end = classEnd(pattern, i);
      source += end === -1 ? '\\[' : classSource(pattern.slice(i + 1, end));
      if (end !== -1) i = end;
    } else source += c.replace(/[\\^$.|+(){}\]/]/, '\\$&');
  }
  return new RegExp(`^${source}$`, 'su');
}
/** Where a bracket class ends: a `]` right after the opening belongs to the class. -1 when it is never closed. */
function classEnd(pattern: string, start: number): number {
  let at = start + 1;
  if (pattern[at] === '!') at++;
  return pattern.indexOf(']', at + 1);
}
function classSource(members: string): string {
  const negated = members.startsWith('!');
  const chars = negated ? members.slice(1) : members;
  // A range that runs backwards holds nothing.
  const safe = chars
    .replace(/(.)-(.)/gsu, (range, from: string, to: string) => (from <= to ? range : ''))
    .replace(/[\\\][^]/g, '\\$&');
  if (safe === '') return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${safe.replace(/^-|-$/g, '\\-')}]`;
}
