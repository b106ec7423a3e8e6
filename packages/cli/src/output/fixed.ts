/** A number with so many decimals. What lies exactly between two goes to the even one, as in Python and C. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  const exact = Math.abs(value).toFixed(decimals + 30);
  const isTie = /^50*$/.test(exact.slice(-30));
  const truncated = exact.slice(0, -30).replace(/\.$/, '');
  if (!isTie || Number(truncated.at(-1)) % 2 !== 0) return text;
  return value < 0 ? `-${truncated}` : truncated;
}
