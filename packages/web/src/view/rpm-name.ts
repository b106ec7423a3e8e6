/** `name-version-release.arch`, and a draft's suffix where the release does not have it. */
export function rpmName(rpm: { name: string; version: string; release: string; arch: string }): string {
  return `${rpm.name}-${rpm.version}-${rpm.release}.${rpm.arch}`;
}
