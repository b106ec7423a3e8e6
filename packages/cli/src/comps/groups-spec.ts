interface SpecGroup {
  readonly name: string;
  readonly packagelist: readonly { readonly package: string }[];
  readonly grouplist: readonly { readonly name: string }[];
}

/** A spec file for a package that requires everything in a group and in the groups it requires. */
export function groupsSpec(
  groups: readonly SpecGroup[],
  { name, buildgroup }: { readonly name: string; readonly buildgroup: string },
): string {
  return `#
# This package requires what a buildroot is filled with.
# Automatically written by the build system.
#
Summary: Packages for a buildroot
Name: ${name}
Version: 1
Release: 1
License: GPL
Group: Development/Build Tools
BuildRoot: %{_tmppath}/%{name}-%{version}-%{release}-root
BuildArch: noarch

#package requirements
${requirements(groups, buildgroup)
  .map((line) => `${line}\n`)
  .join('')}
%description
This is a metapackage: it has no files, only requirements.

%prep
%build
%install
%clean

%files
%defattr(-,root,root,-)
%doc
`;
}

function requirements(groups: readonly SpecGroup[], buildgroup: string): string[] {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const queue = [buildgroup];
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const name of queue) {
    if (seen.has(name)) continue;
    seen.add(name);
    const group = byName.get(name);
    lines.push(`#${group ? 'Group' : 'MISSING GROUP'}: ${name}`);
    if (!group) continue;
    lines.push(
      ...group.packagelist
        .map((pkg) => pkg.package)
        .sort()
        .map((pkg) => `Requires: ${pkg}`),
    );
    queue.push(...group.grouplist.map((required) => required.name));
  }
  return lines;
}
