import { describe, expect, test } from 'vitest';
import { IniSyntaxError, mergeIni, parseIni } from './ini.ts';

function read(text: string, options = {}): Record<string, Record<string, string>> {
  return plain(parseIni(text, 'x.conf', options));
}
function plain(sections: ReturnType<typeof parseIni>): Record<string, Record<string, string>> {
  return Object.fromEntries([...sections].map(([name, section]) => [name, Object.fromEntries(section)]));
}

describe('a file is read as by RawConfigParser of Python 3, which answered these', () => {
  const cases: [what: string, text: string, sections: Record<string, Record<string, string>>][] = [
    [
      'separators and case',
      '[a]\nKey = Value\nother: x = y\nthird=  : z  \nurl = http://h:80/p?a=b\n',
      { a: { key: 'Value', other: 'x = y', third: ': z', url: 'http://h:80/p?a=b' } },
    ],
    [
      'comments',
      '# top\n[a]\nk = v # stays ; too\n# between\nl = w\n   ; indented comment\nm = x\n',
      { a: { k: 'v # stays ; too', l: 'w', m: 'x' } },
    ],
    ['continued lines', '[a]\nk = one\n  two\n\tthree\nl = next\n', { a: { k: 'one\ntwo\nthree', l: 'next' } }],
    ['empty lines inside a value', '[a]\nk = one\n\n  two\n\n\nl = x\n', { a: { k: 'one\n\ntwo', l: 'x' } }],
    ['comment inside a value', '[a]\nk = one\n  # gone\n  two\n; gone too\n  three\n', { a: { k: 'one\ntwo\nthree' } }],
    ['indented settings', '[a]\n  k = one\n  l = two\n    more\n  m = three\n', { a: { k: 'one', l: 'two\nmore', m: 'three' } }],
    ['indented section', '[a]\nk = v\n[b]\n   x = 1\n', { a: { k: 'v' }, b: { x: '1' } }],
    ['empty values', '[a]\nk =\nl =\n  only below\nm = \n', { a: { k: '', l: '\nonly below', m: '' } }],
    [
      'brackets',
      '[a] trailing\nk = [x]\n[b [c]]\nk = 1\n[ spaced ]\nk = 2\n',
      { a: { k: '[x]' }, 'b [c]': { k: '1' }, ' spaced ': { k: '2' } },
    ],
    ['a section twice, apart', '[a]\nk = 1\n[b]\nk = 2\n', { a: { k: '1' }, b: { k: '2' } }],
    ['defaults', '[DEFAULT]\nk = all\nl = base\n[a]\nl = own\n[b]\n', { a: { k: 'all', l: 'own' }, b: { k: 'all', l: 'base' } }],
    ['carriage returns', '[a]\r\nk = v\r\n  w\r\n', { a: { k: 'v\nw' } }],
    [
      'a continuation that looks like a setting',
      '[a]\nrules =\n    x :: y\n    a = b\nl = 1\n',
      { a: { rules: '\nx :: y\na = b', l: '1' } },
    ],
    ['a continuation that looks like a section', '[a]\nk = 1\n  [b]\nl = 2\n', { a: { k: '1\n[b]', l: '2' } }],
    ['quotes and percent', '[a]\nk = "q"\nl = 50%\nm = %(k)s\n', { a: { k: '"q"', l: '50%', m: '%(k)s' } }],
    ['unicode', '[ä]\nschlüssel = größe\nİ = x\n', { ä: { schlüssel: 'größe', i̇: 'x' } }],
    ['no last newline', '[a]\nk = v', { a: { k: 'v' } }],
    ['tabs', '[a]\nk\t=\tv\t\n', { a: { k: 'v' } }],
  ];
  test.each(cases)('%s', (_what, text, sections) => {
    expect(read(text)).toEqual(sections);
  });
  test.each([
    ['no section', 'k = v\n'],
    ['no separator', '[a]\njust words\n'],
    ['no key', '[a]\n= v\n'],
    ['unfinished section', '[a\nk = v\n'],
  ])('%s is refused, as there', (_what, text) => {
    expect(() => read(text)).toThrow(IniSyntaxError);
  });
});

test('an error names the file and the line', () => {
  expect(() => read('[a]\n\nk v\n')).toThrow(/^x\.conf:3: /);
});

test('the oldest hub.conf files have no header, keep the case of keys and may do without a separator', () => {
  const options = { keepCase: true, spaceSeparated: true, defaultSection: 'hub' };
  expect(
    read('DBName = koji\nKojiDir /mnt/koji\nProxyDNs CN=web,O=x|/O=y/CN=web\n[policy]\ntag =\n  all :: deny\n', options),
  ).toEqual({
    hub: { DBName: 'koji', KojiDir: '/mnt/koji', ProxyDNs: 'CN=web,O=x|/O=y/CN=web' },
    policy: { tag: '\nall :: deny' },
  });
});

test('one file laid over another wins key by key', () => {
  const [under, over] = [parseIni('[a]\nk = 1\nl = 1\n', 'a'), parseIni('[a]\nl = 2\n[b]\nm = 3\n', 'b')];
  expect(plain(mergeIni(under, over))).toEqual({ a: { k: '1', l: '2' }, b: { m: '3' } });
  expect(plain(under)).toEqual({ a: { k: '1', l: '1' } });
});
