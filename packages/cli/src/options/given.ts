/** Only the settings that were given: what is left out keeps its value at the hub, or its default. */
export function given<T extends Readonly<Record<string, unknown>>>(settings: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
