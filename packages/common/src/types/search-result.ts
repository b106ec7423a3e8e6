export type SearchResult = { id: number; name: string };
