import { list } from '@koji/common/config/options';
import type { PluginSettings } from '../plugin.ts';
import { readPluginFile } from '../read-plugin-file.ts';

const sections = {
  patterns: {
    rpmNames: list('rpm_names', ['*-repolib']),
    artifactPaths: list('artifact_paths', ['/usr/share/java/repository/maven2/*']),
  },
};

/** Patterns of the rpms that hold artifacts, and of the directories in them. */
export function readRpm2mavenSettings(settings: PluginSettings) {
  return readPluginFile(settings, 'rpm2maven', sections).patterns;
}
export type Rpm2mavenSettings = ReturnType<typeof readRpm2mavenSettings>;
