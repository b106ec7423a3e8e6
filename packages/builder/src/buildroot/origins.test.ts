import { expect, test } from 'vitest';
import { type BuildrootContent, parseInstalled } from './installed.ts';
import { mapInternal, markExternal, originLocation, parseOrigins } from './origins.ts';

const bash: BuildrootContent = {
  name: 'bash',
  version: '5.3',
  release: '1',
  epoch: null,
  arch: 'x86_64',
  payloadhash: 'aa',
  size: 1,
  buildtime: 2,
};
const glibc: BuildrootContent = { ...bash, name: 'glibc', epoch: 1, payloadhash: 'bb' };
const external = {
  tag_id: 1,
  tag_name: 't',
  external_repo_id: 3,
  external_repo_name: 'fedora',
  url: 'http://x/$arch/',
  priority: 5,
  merge_mode: 'koji',
  arches: null,
};

test('what rpm answers becomes a list without keys and metapackages', () => {
  const text =
    'bash\t5.3\t1\t(none)\tx86_64\taa\t1\t2\nglibc\t5.3\t1\t1\tx86_64\tbb\t1\t2\ngpg-pubkey\t1\t2\t(none)\t(none)\t(none)\t0\t1\n';
  expect(parseInstalled(text)).toEqual([bash, glibc]);
});

test('rpms of external repositories are marked with theirs, own ones are not', () => {
  const origins = parseOrigins('1:glibc-5.3-1.x86_64\thttp://x/x86_64/\nbash-5.3-1.x86_64 file:///w/repo_7_premerge/\n\n');
  const [own, foreign] = markExternal([bash, glibc], origins, [external], { arch: 'x86_64', repoId: 7 });
  expect(own).toEqual(bash);
  expect(foreign).toEqual({ ...glibc, external_repo: external, location: 3 });
});

test.each([
  ['no origin', '', 'No origin for bash-5.3-1.x86_64'],
  [
    'an origin that nobody knows',
    'bash-5.3-1.x86_64 http://elsewhere/',
    'Unknown origin for bash-5.3-1.x86_64: http://elsewhere/',
  ],
])('%s is an error', (_title, text, message) => {
  expect(() => markExternal([bash], parseOrigins(text), [external], { arch: 'x86_64', repoId: 7 })).toThrow(message);
});

test('own rpms get their ids, unless another rpm of that name was installed', () => {
  const known = { id: 9, name: 'bash', version: '5.3', release: '1', arch: 'x86_64', payloadhash: 'aa' };
  expect(mapInternal([bash, glibc], [known])).toEqual([{ ...bash, id: 9 }, glibc]);
  expect(() => mapInternal([bash], [{ ...known, payloadhash: 'cc' }])).toThrow('payloadhash: aa mismatch expected cc');
});

test('the origin file is found in repomd.xml', () => {
  const repomd =
    '<repomd><data type="primary"><location href="repodata/p.xml.gz"/></data>\n<data type="origin">\n <checksum>x</checksum>\n <location href="repodata/abc-pkgorigins.gz"/></data></repomd>';
  expect(originLocation(repomd)).toBe('repodata/abc-pkgorigins.gz');
  expect(originLocation('<repomd/>')).toBeUndefined();
});
