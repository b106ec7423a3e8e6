const longest = 47;

/** Free text in a table: on one line and not too long. */
export function shorten(text: string | null | undefined): string {
  const line = (text ?? '').replaceAll('\n', ' ');
  return line.length > longest ? `${line.slice(0, longest)}...` : line;
}
