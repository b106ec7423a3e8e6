import * as config from '@koji/common/config/options';
import * as errors from '@koji/common/errors';
import { sql } from '../db/sql.ts';
import { policyTest } from '../policy/policy-test.ts';
import * as access from '../rpc/access.ts';
import { info } from '../rpc/info.ts';
import { anyone, builder, keywords, loggedIn, method, optional, param, permitted, rest } from '../rpc/method.ts';
import * as shapes from '../rpc/shapes.ts';

/**
 * What the module of an operator's plugin is called with. It lies outside of this package and has no other way to what its
 * declarations are made of (docs/plugins.md).
 */
export const pluginKit = {
  ...{ method, param, optional, rest, keywords },
  ...{ anyone, loggedIn, builder, permitted },
  ...{ policyTest, sql, errors, access, config },
  shapes: { ...shapes, info },
};
export type PluginKit = typeof pluginKit;
