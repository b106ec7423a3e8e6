export type Channel = { id: number; name: string; description: string | null; enabled: boolean; comment: string | null };
