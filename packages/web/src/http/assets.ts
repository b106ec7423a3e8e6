import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file that pages refer to. There are few and they are small, so they stay in memory, compressed once. */
export interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
  /** Changes with the content, and is part of the address: browsers may keep the file for good. */
  readonly version: string;
}
export type Assets = ReadonlyMap<string, Asset>;

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export async function loadAssets(directory: string): Promise<Assets> {
  const names = (await readdir(directory)).filter((name) => extname(name) in types);
  return new Map(await Promise.all(names.map(async (name) => [name, await loadAsset(join(directory, name))] as const)));
}

async function loadAsset(path: string): Promise<Asset> {
  const plain = await readFile(path);
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    plain,
    gzipped: await promisify(gzip)(plain),
    version: createHash('sha256').update(plain).digest('base64url').slice(0, 12),
  };
}

/** The address of an asset below the site's prefix. */
export function assetAddress(assets: Assets, prefix: string, name: string): string {
  const asset = assets.get(name);
  if (asset === undefined) throw new Error(`there is no file ${name} among the static ones`);
  return `${prefix}/static/${name}?v=${asset.version}`;
}
