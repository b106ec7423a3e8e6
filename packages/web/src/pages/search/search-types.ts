/** What can be searched for, the most wanted first. */
export const searchTypes = ['package', 'build', 'tag', 'target', 'user', 'host', 'rpm', 'maven', 'win'] as const;
export type SearchType = (typeof searchTypes)[number];
