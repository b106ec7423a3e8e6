import type { IniSections } from '@koji/common/config/ini';
import { interpolate } from '../config/interpolate.ts';
import { readConfigFiles } from '../config/read-files.ts';

/** Reads files with the settings of builds. */
export function readBuildFiles(paths: readonly string[]): IniSections {
  return readConfigFiles(paths.map((path) => ({ path, required: true })));
}

/** A section's settings, references filled in. */
export function sectionValues(section: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...section.keys()].map((key) => [key, interpolate(key, section)]));
}
