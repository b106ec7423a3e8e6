import type { IniSections } from '@koji/common/config/ini';
import { readConfigFiles } from '../config/read-files.ts';

/** Reads files with the settings of builds. */
export function readBuildFiles(paths: readonly string[]): IniSections {
  return readConfigFiles(paths.map((path) => ({ path, required: true })));
}
