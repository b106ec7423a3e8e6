export type Volume = { id: number; name: string };
