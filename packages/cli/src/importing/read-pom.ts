import { readFile } from 'node:fs/promises';
import { GenericError } from '@koji/common/errors';
import { childText, parseXml } from '../values/xml-tree.ts';

/** What of a Maven artifact its .pom file tells. */
export type MavenInfo = { group_id: string; artifact_id: string; version: string };

/** Reads the coordinates of a .pom file; group and version may stand in its parent element. */
export async function readPom(path: string): Promise<MavenInfo> {
  const project = parseXml(await readFile(path, 'utf8'), path);
  const parent = project.children.find((child) => child.name === 'parent');
  const find = (name: string, inherited: boolean) => {
    const value = childText(project, name) ?? (inherited && parent ? childText(parent, name) : undefined);
    if (!value) throw new GenericError(`could not extract ${name} from POM: ${path}`);
    return value;
  };
  return { group_id: find('groupId', true), artifact_id: find('artifactId', false), version: find('version', true) };
}
