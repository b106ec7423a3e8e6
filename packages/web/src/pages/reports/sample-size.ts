import { badRequest } from '../problems.ts';
import type { Query } from '../query.ts';

// Counting everything that ever was takes long on a big hub and says little of today: these reports count the latest.

const sizes = [500, 2000, 5000, 20_000];
const usual = 2000;

/** How many of the latest a report looks at. */
export function readSampleSize(query: Query): number {
  const size = query.int('last') ?? usual;
  if (!sizes.includes(size)) throw badRequest(`last must be one of ${sizes.join(', ')}, not ${size}.`);
  return size;
}

export const sampleChoices = sizes.map((size) => [size, `last ${size.toLocaleString('en')}`] as const);
