import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Trial } from '../script/src/trial/components.ts';
import { withDatabase } from '../script/src/trial/database.ts';

interface StoredRpm {
  readonly rpm: string;
  readonly build: string;
  readonly size: string;
  readonly path: string;
}

/** What must hold however rudely anything was ended: complete builds have all their files, and only they are tagged. */
export async function expectConsistent({ databaseUrl, settings }: Trial): Promise<void> {
  await withDatabase(databaseUrl, async (client) => {
    const tagged = await client.query(
      'select build_id from tag_listing join build on build.id = build_id where active and state <> 1',
    );
    expect(tagged.rows).toEqual([]);
    const { rows } = await client.query<StoredRpm>(`
      select rpminfo.name || '-' || rpminfo.version || '-' || rpminfo.release || '.' || rpminfo.arch || '.rpm' as rpm,
             package.name || '-' || build.version || '-' || build.release as build, rpminfo.size,
             package.name || '/' || build.version || '/' || build.release || '/' || rpminfo.arch as path
      from rpminfo join build on build.id = rpminfo.build_id join package on package.id = build.pkg_id
      where build.state = 1`);
    for (const { rpm, size, path } of rows) {
      const file = join(settings.topdir, 'packages', path, rpm);
      expect({ rpm, exists: existsSync(file), size: existsSync(file) ? statSync(file).size : undefined }).toEqual({
        rpm,
        exists: true,
        size: Number(size),
      });
    }
    const hollow = await client.query(
      `select id from build where state = 1 and not exists (select from rpminfo where build_id = build.id)`,
    );
    expect(hollow.rows).toEqual([]);
  });
}

export function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
