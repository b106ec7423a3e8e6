import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@koji/common/service/logger';
import { startScriptedHub } from '@koji/common/testing/scripted-hub';
import { expect, test } from 'vitest';
import { checkExternalRepos, metadataAddresses, newestTimestamp } from './external-repos.ts';

const log = createLogger({ name: 'test', level: 'silent' });

test('an address with $arch stands for one repository an arch', () => {
  expect(metadataAddresses('http://e/$arch/os/', ['i386', 'x86_64'])).toEqual([
    'http://e/i386/os/repodata/repomd.xml',
    'http://e/x86_64/os/repodata/repomd.xml',
  ]);
});

test('the newest timestamp counts, rounded, whatever the prefix', () => {
  const repomd =
    '<r:repomd xmlns:r="http://linux.duke.edu/metadata/repo"><r:timestamp>10.4</r:timestamp><timestamp> 12.6 </timestamp></r:repomd>';
  expect(newestTimestamp(repomd)).toBe(13);
  expect(() => newestTimestamp('<repomd/>')).toThrow('no timestamp');
});

async function serveRepos(pages: Record<string, string>) {
  const server = http.createServer((request, response) => {
    const page = pages[request.url ?? ''];
    response.statusCode = page === undefined ? 404 : 200;
    response.end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

test('the hub is told of repositories that changed and of no others', async () => {
  await using web = await serveRepos({
    '/a/x86_64/repodata/repomd.xml': '<timestamp>200</timestamp>',
    '/b/repodata/repomd.xml': '<timestamp>100</timestamp>',
    '/broken/repodata/repomd.xml': '<html>',
  });
  const link = (id: number, path: string) => ({
    external_repo_id: id,
    external_repo_name: `r${id}`,
    url: `${web.url}${path}`,
    tag_id: 1,
  });
  await using hub = await startScriptedHub({
    getTagExternalRepos: () => [
      link(1, '/a/$arch/'),
      link(1, '/a/$arch/'),
      link(2, '/b/'),
      link(3, '/gone/'),
      link(4, '/broken/'),
    ],
    getAllArches: () => ['i386', 'x86_64'],
    'repo.getExternalRepoData': (id) => (id === 2 ? { max_ts: 100 } : null),
    'repo.setExternalRepoData': () => null,
  });
  await checkExternalRepos(hub.session(), log, new AbortController().signal);
  expect(hub.asked('repo.setExternalRepoData')).toEqual([[1, { max_ts: 200 }]]);
});
