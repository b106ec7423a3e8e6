/** Kinds of key that can be made; `p256` is the elliptic curve also called prime256v1. */
export const KEY_KINDS = ['rsa2048', 'rsa3072', 'rsa4096', 'p256'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];
