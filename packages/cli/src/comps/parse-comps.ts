import { childText, parseXml, type XmlElement } from '../values/xml-tree.ts';

export interface ImportedGroup {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly isDefault: boolean;
  readonly uservisible: boolean;
  readonly langonly: string | null;
  readonly biarchonly: boolean;
  readonly packages: readonly ImportedPackage[];
}
export interface ImportedPackage {
  readonly name: string;
  readonly type: string;
  readonly basearchonly: boolean;
  readonly requires: string | undefined;
}

/** The groups of a comps file. Translations are left out, as are requirements between groups. */
export function parseComps(xml: string, file: string): ImportedGroup[] {
  return parseXml(xml, file)
    .children.filter(({ name }) => name === 'group')
    .map((group) => ({
      id: plainText(group, 'id') ?? '',
      name: plainText(group, 'name') ?? '',
      description: plainText(group, 'description') || null,
      isDefault: isTrue(childText(group, 'default'), false),
      uservisible: isTrue(childText(group, 'uservisible'), true),
      langonly: childText(group, 'langonly') || null,
      biarchonly: isTrue(childText(group, 'biarchonly'), false),
      packages: (group.children.find(({ name }) => name === 'packagelist')?.children ?? [])
        .filter(({ name }) => name === 'packagereq')
        .map(packageOf),
    }));
}

/** Of a text in many languages the one that is none of them. */
function plainText(element: XmlElement, name: string): string | undefined {
  return element.children.find((child) => child.name === name && child.attributes['xml:lang'] === undefined)?.text.trim();
}

function packageOf({ text, attributes }: XmlElement): ImportedPackage {
  return {
    name: text.trim(),
    type: attributes.type ?? 'mandatory',
    basearchonly: isTrue(attributes.basearchonly, false),
    requires: attributes.requires,
  };
}

function isTrue(text: string | undefined, fallback: boolean): boolean {
  return text ? text.toLowerCase() === 'true' : fallback;
}
