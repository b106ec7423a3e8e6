import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { mavenPath } from '@koji/common/paths/layout';
import { startDigest } from '@koji/common/rpm/checksum';
import { compareVersions } from '@koji/common/rpm/compare-versions';
import type { LatestMavenArchive } from '@koji/common/types/archive';
import type { Call } from '../rpc/call.ts';
import { readLatestMavenArchives } from '../tagging/maven-archives.ts';
import { writeFileDurably } from '../tree/write-file.ts';

type Coordinates = Pick<LatestMavenArchive, 'group_id' | 'artifact_id' | 'version'>;

/** Makes a Maven repository of links to the artifacts that builds in a tag see, with the metadata Maven looks for. */
export async function linkMavenArtifacts(call: Call, directory: string, tagId: number, event: number): Promise<void> {
  const sources = new Map<string, string>();
  const versions = new Map<string, Coordinates[]>();
  for await (const archive of readLatestMavenArchives(call.db, tagId, event, true)) {
    const path = join(directory, mavenPath(archive));
    if (sources.has(path)) continue;
    const build = {
      name: archive.build_name,
      version: archive.build_version,
      release: archive.build_release,
      volume_name: archive.volume_name,
    };
    sources.set(path, join(call.layout.typeDirectory(build, 'maven'), mavenPath(archive)));
    versions.set(dirname(path), [...(versions.get(dirname(path)) ?? []), archive]);
  }
  for (const [path, source] of sources) {
    await mkdir(dirname(path), { recursive: true });
    await symlink(relative(dirname(path), source), path);
  }
  for (const [artifact, known] of versions) await writeMetadata(call, artifact, known);
}

async function writeMetadata(call: Call, directory: string, known: readonly Coordinates[]): Promise<void> {
  const text = mavenMetadata(known, new Date());
  const file = join(directory, 'maven-metadata.xml');
  await writeFileDurably(call.db, file, text);
  for (const type of ['md5', 'sha1'] as const) {
    const digest = startDigest(type);
    digest.update(Buffer.from(text));
    await writeFileDurably(call.db, `${file}.${type}`, digest.hex());
  }
}
/** The versions of one artifact, highest last. */
export function mavenMetadata(known: readonly Coordinates[], now: Date): string {
  const sorted = known.toSorted((a, b) => compareVersions(a.version, b.version));
  const { group_id, artifact_id, version } = sorted.at(-1) as Coordinates;
  const updated = now.toISOString().replace(/\D/g, '').slice(0, 14);
  return [
    '<?xml version="1.0"?>',
    '<metadata>',
    `  <groupId>${escapeXml(group_id)}</groupId>`,
    `  <artifactId>${escapeXml(artifact_id)}</artifactId>`,
    '  <versioning>',
    `    <latest>${escapeXml(version)}</latest>`,
    `    <release>${escapeXml(version)}</release>`,
    '    <versions>',
    ...sorted.map((each) => `      <version>${escapeXml(each.version)}</version>`),
    '    </versions>',
    `    <lastUpdated>${updated}</lastUpdated>`,
    '  </versioning>',
    '</metadata>',
    '',
  ].join('\n');
}
function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (c) => (c === '&' ? '&amp;' : c === '<' ? '&lt;' : '&gt;'));
}
