import { expect, test } from 'vitest';
import { createPolicies } from '../policy/policies.ts';
import { policyTests } from '../policy-tests.ts';
import { startHub } from '../testing/hub.fixture.ts';
import { findPlugins } from './load-plugins.ts';

test('a plugin’s methods are there only where hub.conf names it', async () => {
  await using hub = await startHub({ settings: { Plugins: 'dud' } });
  const admin = await hub.as('kojiadmin');
  expect(await admin.dudBuild('disk', '1', ['x86_64'], 'target', ['foo'])).toBe(1);
  await expect(admin.kiwiBuild('target', ['x86_64'], 'git://x', 'y')).rejects.toThrow('Invalid method: kiwiBuild');
  await expect(admin.createSideTag('base')).rejects.toThrow('Invalid method: createSideTag');
});

test('a plugin’s policy tests are there only with the plugin', () => {
  const rules = new Map([['tag', 'is_sidetag :: allow']]);
  expect(() => createPolicies(rules, policyTests)).toThrow('policy tag: missing test handler: is_sidetag');
  const added = findPlugins(['sidetag_hub']).flatMap((plugin) => plugin.policyTests ?? []);
  expect(createPolicies(rules, [...policyTests, ...added]).has('tag')).toBe(true);
});

test('a plugin that does not exist is told at the start', () => {
  expect(() => findPlugins(['dud', 'nosuch'])).toThrow('Plugins names nosuch, which this hub does not have');
});
