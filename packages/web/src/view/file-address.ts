import { GenericError } from '@koji/common/errors';
import { PathLayout } from '@koji/common/paths/layout';
import type { Site } from '../pages/page.ts';

/**
 * The address of a file below the site's files, with each name in it made safe for an address. None for names that
 * cannot be a path: old builds may have such.
 */
export function fileAddress(site: Pick<Site, 'filesUrl'>, pathOf: (layout: PathLayout) => string): string | undefined {
  const layout = new PathLayout('/');
  try {
    return siteFile(site, pathOf(layout));
  } catch (error) {
    if (error instanceof GenericError) return undefined;
    throw error;
  }
}
/** The address of a path relative to the top directory. */
export function siteFile({ filesUrl }: Pick<Site, 'filesUrl'>, path: string): string {
  return `${filesUrl}/${path.split('/').filter(Boolean).map(encodeURIComponent).join('/')}`;
}
