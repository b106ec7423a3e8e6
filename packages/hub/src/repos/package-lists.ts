import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { canonArch } from '@koji/common/arch';
import { pkglistDirectory, rpmPath } from '@koji/common/paths/layout';
import { isDebuginfo } from '@koji/common/rpm/nvr';
import type { RepoOptions } from '@koji/common/types/repo';
import { ByteWriter } from '@koji/common/wire/byte-writer';
import type { WireValue } from '@koji/common/wire/values';
import { toJsonText } from '../db/json.ts';
import type { Call } from '../rpc/call.ts';
import { readRpmsOf, readTaggedPlaces } from '../tagging/read-tagged.ts';

export interface PackageListing {
  readonly directory: string;
  readonly arches: readonly string[];
  readonly tagId: number;
  readonly event: number;
  readonly opts: RepoOptions;
  /** Only the latest build of each package. */
  readonly latest: boolean;
}
/**
 * Writes for each arch `pkglist`, the paths from which its metadata is made, and `rpmlist.jsonl`, the records of the same
 * rpms. Rows are read and written as they come: a tag may hold hundreds of thousands.
 */
export async function writePackageLists(call: Call, listing: PackageListing): Promise<void> {
  const { tagId, event, opts, arches, directory } = listing;
  const filter = { tagId, event, inherit: true, latest: listing.latest ? 1 : null, package: null, type: null };
  const places = await readTaggedPlaces(call.db, filter);
  const directories = new Map([...places].map(([id, place]) => [id, pkglistDirectory(place)]));
  const lists = new Map<string, ArchLists>();
  try {
    for (const arch of arches) lists.set(arch, await ArchLists.open(join(directory, arch)));
    for await (const rpms of readRpmsOf(call.db, [...places.keys()]).batches()) {
      for (const rpm of rpms) {
        const targets = opts.debuginfo || !isDebuginfo(rpm.name) ? targetArches(rpm.arch, arches, opts) : [];
        if (targets.length === 0) continue;
        const path = `${directories.get(rpm.build_id as number)}/${rpmPath(rpm)}\n`;
        const record = `${toJsonText(rpm as unknown as WireValue)}\n`;
        for (const arch of targets) lists.get(arch)?.add(path, record);
      }
      for (const list of lists.values()) if (list.isFull) await list.flush();
    }
    for (const list of lists.values()) await list.finish();
  } finally {
    for (const list of lists.values()) await list.close();
  }
}
/** The repositories, by arch, that an rpm goes into. */
export function targetArches(arch: string, arches: readonly string[], opts: RepoOptions): readonly string[] {
  if (arch === 'noarch') return arches.filter((each) => each !== 'src');
  if (arch === 'src' || arch === 'nosrc') {
    if (opts.src) return arches;
    return opts.separate_src ? ['src'] : [];
  }
  const canonical = canonArch(arch);
  return arches.includes(canonical) ? [canonical] : [];
}

const bufferLength = 1 << 18;

class ArchLists {
  readonly #paths: BufferedFile;
  readonly #records: BufferedFile;

  constructor(paths: BufferedFile, records: BufferedFile) {
    this.#paths = paths;
    this.#records = records;
  }
  static async open(directory: string): Promise<ArchLists> {
    return new ArchLists(
      await BufferedFile.create(join(directory, 'pkglist')),
      await BufferedFile.create(join(directory, 'rpmlist.jsonl')),
    );
  }
  add(path: string, record: string): void {
    this.#paths.add(path);
    this.#records.add(record);
  }
  get isFull(): boolean {
    return this.#records.isFull;
  }
  async flush(): Promise<void> {
    await this.#paths.flush();
    await this.#records.flush();
  }
  async finish(): Promise<void> {
    await this.#paths.finish();
    await this.#records.finish();
  }
  async close(): Promise<void> {
    await this.#paths.close();
    await this.#records.close();
  }
}
class BufferedFile {
  readonly #handle: FileHandle;
  /** Bytes at once: a text that grows piece by piece is gone through again when it is written. */
  readonly #pending = new ByteWriter();

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }
  static async create(path: string): Promise<BufferedFile> {
    return new BufferedFile(await open(path, 'wx', 0o644));
  }
  add(text: string): void {
    this.#pending.addText(text);
  }
  get isFull(): boolean {
    return this.#pending.length >= bufferLength;
  }
  async finish(): Promise<void> {
    await this.flush();
    await this.#handle.sync();
  }
  close(): Promise<void> {
    return this.#handle.close();
  }
  async flush(): Promise<void> {
    const bytes = this.#pending.take();
    if (bytes) await this.#handle.writeFile(bytes);
  }
}
