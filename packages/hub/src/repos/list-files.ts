import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListPart } from './package-list-rows.ts';

/** The package lists of all arches of a repository while they are written. */
export class ListFiles implements AsyncDisposable {
  readonly #paths = new Map<string, GrowingFile>();
  readonly #records = new Map<string, GrowingFile>();

  static async create(directory: string, arches: readonly string[]): Promise<ListFiles> {
    const files = new ListFiles();
    try {
      for (const arch of arches) {
        files.#paths.set(arch, await GrowingFile.create(join(directory, arch, 'pkglist')));
        files.#records.set(arch, await GrowingFile.create(join(directory, arch, 'rpmlist.jsonl')));
      }
    } catch (error) {
      await files[Symbol.asyncDispose]();
      throw error;
    }
    return files;
  }

  /** Resolves when the files have room for more, which is before all is written. */
  async add(parts: readonly ListPart[]): Promise<void> {
    for (const { arch, paths, records } of parts) {
      await this.#paths.get(arch)?.add(paths);
      await this.#records.get(arch)?.add(records);
    }
  }

  /** Resolves when all is on the disk. */
  async finish(): Promise<void> {
    await Promise.all(this.#all().map((file) => file.finish()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.#all()) await file.close();
  }

  #all(): GrowingFile[] {
    return [...this.#paths.values(), ...this.#records.values()];
  }
}

/** Is written to while what comes next is made. */
class GrowingFile {
  readonly #handle: FileHandle;
  #writing = Promise.resolve();
  #error: unknown;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }
  static async create(path: string): Promise<GrowingFile> {
    return new GrowingFile(await open(path, 'wx', 0o644));
  }

  async add(bytes: Uint8Array): Promise<void> {
    await this.#written();
    this.#writing = this.#handle.writeFile(bytes).catch((error: unknown) => {
      this.#error = error;
    });
  }
  async finish(): Promise<void> {
    await this.#written();
    await this.#handle.sync();
  }
  async close(): Promise<void> {
    await this.#writing;
    await this.#handle.close();
  }
  async #written(): Promise<void> {
    await this.#writing;
    if (this.#error !== undefined) throw this.#error;
  }
}
