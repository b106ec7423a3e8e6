import { compsXml } from '@koji/common/comps';
import { expect, test } from 'vitest';
import { parseComps } from './parse-comps.ts';

test('reads groups and their packages', () => {
  const groups = parseComps(
    `<?xml version="1.0"?>
<comps>
  <group>
    <id>core</id>
    <name>Core</name>
    <name xml:lang="de">Kern</name>
    <description>Smallest &amp; needed</description>
    <default>true</default>
    <uservisible>false</uservisible>
    <packagelist>
      <packagereq type="mandatory">bash</packagereq>
      <packagereq requires="bash" type="conditional" basearchonly="true">bash-doc</packagereq>
      <packagereq>less</packagereq>
    </packagelist>
  </group>
  <environment><id>none</id></environment>
</comps>`,
    'comps.xml',
  );
  expect(groups).toEqual([
    {
      id: 'core',
      name: 'Core',
      description: 'Smallest & needed',
      isDefault: true,
      uservisible: false,
      langonly: null,
      biarchonly: false,
      packages: [
        { name: 'bash', type: 'mandatory', basearchonly: false, requires: undefined },
        { name: 'bash-doc', type: 'conditional', basearchonly: true, requires: 'bash' },
        { name: 'less', type: 'mandatory', basearchonly: false, requires: undefined },
      ],
    },
  ]);
});

test('reads what Koji writes', () => {
  const xml = compsXml([
    {
      name: 'build',
      display_name: 'Build <root>',
      description: null,
      is_default: null,
      uservisible: true,
      biarchonly: false,
      grouplist: [],
      packagelist: [],
    },
  ]);
  expect(parseComps(xml, 'comps.xml')).toMatchObject([{ id: 'build', name: 'Build <root>', uservisible: true, packages: [] }]);
});

test.each(['<comps><group></comps>', '<comps>', '<comps>1 < 2</comps>'])('names the file that is malformed: %s', (xml) => {
  expect(() => parseComps(xml, 'comps.xml')).toThrow('comps.xml: malformed XML: ');
});
