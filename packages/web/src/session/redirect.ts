/**
 * Reduces a wanted address to a page of ours below `prefix`: `builds?tagID=3`. Anything else, in particular an address of
 * another site, becomes the front page, which is the empty text.
 */
export function pageOf(wanted: string | undefined, prefix: string): string {
  if (wanted === undefined || wanted === '' || hasTrickyCharacter(wanted)) return '';
  const home = new URL(`http://site.invalid${prefix}/`);
  if (!URL.canParse(wanted, home.href)) return '';
  const url = new URL(wanted, home);
  if (url.origin !== home.origin || !url.pathname.startsWith(home.pathname)) return '';
  const page = url.pathname.slice(home.pathname.length);
  return /^[a-z]*$/.test(page) && !['login', 'logout'].includes(page) ? `${page}${url.search}` : '';
}

/** Browsers take a backslash for a slash and drop control characters before they look at an address. */
function hasTrickyCharacter(text: string): boolean {
  return [...text].some((c) => c === '\\' || c < ' ');
}
