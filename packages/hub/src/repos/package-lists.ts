import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { canonArch } from '@koji/common/arch';
import { pkglistPath } from '@koji/common/paths/layout';
import { isDebuginfo } from '@koji/common/rpm/nvr';
import type { RepoOptions } from '@koji/common/types/repo';
import type { TaggedRpm } from '@koji/common/types/rpm';
import type { WireValue } from '@koji/common/wire/values';
import { toJsonText } from '../db/json.ts';
import type { Call } from '../rpc/call.ts';
import { readTaggedBuilds, readTaggedRpms } from '../tagging/read-tagged.ts';

export interface PackageListing {
  readonly directory: string;
  readonly arches: readonly string[];
  readonly tagId: number;
  readonly event: number;
  readonly opts: RepoOptions;
  /** Only the latest build of each package. */
  readonly latest: boolean;
}
/** Where a build's files are. */
type Place = { readonly name: string; readonly version: string; readonly release: string; readonly volume_name: string };

/**
 * Writes for each arch `pkglist`, the paths from which its metadata is made, and `rpmlist.jsonl`, the records of the same
 * rpms. Rows are read and written as they come: a tag may hold hundreds of thousands.
 */
export async function writePackageLists(call: Call, listing: PackageListing): Promise<void> {
  const { tagId, event, opts, arches, directory } = listing;
  const filter = { tagId, event, inherit: true, latest: listing.latest ? 1 : null, package: null, type: null };
  const places = new Map<number, Place>();
  for await (const build of await readTaggedBuilds(call.db, filter)) {
    places.set(build.build_id, {
      name: build.name,
      version: build.version,
      release: build.release,
      volume_name: build.volume_name,
    });
  }
  const lists = new Map<string, ArchLists>();
  try {
    for (const arch of arches) lists.set(arch, await ArchLists.open(join(directory, arch)));
    const [rpms] = await readTaggedRpms(call.db, filter, { arches: null, signatures: false, extra: false });
    for await (const rpm of rpms) {
      if (!opts.debuginfo && isDebuginfo(rpm.name)) continue;
      const place = places.get(rpm.build_id ?? -1);
      if (!place) continue;
      const targets = targetArches(rpm.arch, arches, opts);
      if (targets.length === 0) continue;
      const [path, record] = [`${pkglistPath(place, rpm)}\n`, `${toJsonText(asJson(rpm))}\n`];
      for (const arch of targets) await lists.get(arch)?.add(path, record);
    }
    for (const list of lists.values()) await list.finish();
  } finally {
    for (const list of lists.values()) await list.close();
  }
}
function asJson(rpm: TaggedRpm): WireValue {
  return { ...rpm } as unknown as WireValue;
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
  async add(path: string, record: string): Promise<void> {
    await this.#paths.write(path);
    await this.#records.write(record);
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
  #pending = '';

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }
  static async create(path: string): Promise<BufferedFile> {
    return new BufferedFile(await open(path, 'wx', 0o644));
  }
  async write(text: string): Promise<void> {
    this.#pending += text;
    if (this.#pending.length >= bufferLength) await this.#flush();
  }
  async finish(): Promise<void> {
    await this.#flush();
    await this.#handle.sync();
  }
  close(): Promise<void> {
    return this.#handle.close();
  }
  async #flush(): Promise<void> {
    const text = this.#pending;
    this.#pending = '';
    await this.#handle.writeFile(text);
  }
}
