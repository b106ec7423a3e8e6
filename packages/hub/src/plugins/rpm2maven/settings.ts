import { ConfigError, list, readOptions } from '@koji/common/config/options';
import type { PluginSettings } from '../plugin.ts';

const options = {
  rpmNames: list('rpm_names', ['*-repolib']),
  artifactPaths: list('artifact_paths', ['/usr/share/java/repository/maven2/*']),
};
const file = 'plugins/rpm2maven.conf';

/** Patterns of the rpms that hold artifacts, and of the directories in them. */
export function readRpm2mavenSettings(settings: PluginSettings) {
  const sections = settings.get('rpm2maven') ?? new Map<string, Map<string, string>>();
  const foreign = [...sections.keys()].find((name) => name !== 'patterns');
  if (foreign !== undefined) throw new ConfigError(`${file}: unknown section [${foreign}]`);
  return readOptions(options, sections.get('patterns') ?? new Map(), file);
}
export type Rpm2mavenSettings = ReturnType<typeof readRpm2mavenSettings>;
