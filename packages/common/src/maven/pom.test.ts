import { expect, test } from 'vitest';
import { formatMaven, mavenToNameVersion, parsePom } from './pom.ts';

test('a project names itself', () => {
  const pom = `<?xml version="1.0"?>
    <!-- <groupId>no</groupId> -->
    <project xmlns="http://maven.apache.org/POM/4.0.0" a='>'>
      <dependencies><dependency><groupId>other</groupId></dependency></dependencies>
      <groupId>org.two</groupId> <artifactId><![CDATA[mvn]]>2</artifactId><version>2.0 &nbsp;&#65;</version><empty/>
    </project>`;
  expect(parsePom(pom)).toEqual({ group_id: 'org.two', artifact_id: 'mvn2', version: '2.0 ?A' });
});

test('what a project leaves out it has from its parent', () => {
  const pom =
    '<project><artifactId>a</artifactId><parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent></project>';
  expect(formatMaven(parsePom(pom))).toBe('g:a:1');
});

test.each([
  ['no version', '<project><groupId>g</groupId><artifactId>a</artifactId></project>'],
  ['tags that cross', '<project><groupId>g</project></groupId>'],
  ['an end too early', '<project><groupId>g</groupId>'],
  ['no XML', 'PK\u0003\u0004'],
  ['a half tag', '<project><groupId'],
])('%s is an error', (_what, pom) => {
  expect(() => parsePom(pom)).toThrow(/POM/);
});

test('the build of an artifact is named after group and artifact, without dashes in its version', () => {
  expect(mavenToNameVersion({ group_id: 'org.x', artifact_id: 'y', version: '1.0-beta-2' })).toEqual({
    name: 'org.x-y',
    version: '1.0_beta_2',
  });
});
