import type { Double } from '../wire/values.ts';

/** Answer of checkUpload; the digest of the first `sumlength` bytes when one was asked for. */
export type CheckedUpload = { size: number; mtime: Double; sumlength?: number; hexdigest?: string };

/** Answer of a raw upload request, about the bytes of that request. */
export type UploadedChunk = { size: number; fileverify: string; offset: number; hexdigest?: string };
