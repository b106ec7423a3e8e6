import * as buildroots from './buildroots/policy-tests.ts';
import * as builds from './builds/policy-tests.ts';
import type { PolicyTest } from './policy/policy-test.ts';
import * as policy from './policy/policy-tests.ts';
import * as tags from './tags/policy-tests.ts';
import * as users from './users/policy-tests.ts';

/** Every module that declares policy tests. Those that only look at the facts are in @koji/common/policy/simple-tests. */
const domains = { buildroots, builds, policy, tags, users };

export const policyTests: readonly PolicyTest[] = Object.values(domains).flatMap((module) => Object.values<PolicyTest>(module));
