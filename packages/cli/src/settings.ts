import type { Profile } from './config/profile.ts';
import { expandHome } from './config/profile.ts';
import type { globalFlags } from './global-flags.ts';
import type { FlagValues } from './options/flag.ts';

/** What the flags before the command and the profile say together. */
export type Settings = Profile & {
  readonly quiet: boolean;
  readonly noauth: boolean;
  readonly runas: string | undefined;
  readonly user: string | undefined;
  readonly password: string | undefined;
};

type GlobalFlags = FlagValues<typeof globalFlags>;

/** Flags go over the profile. */
export function mergeSettings(flags: GlobalFlags, profile: Profile): Settings {
  return {
    ...profile,
    server: flags.server ?? profile.server,
    weburl: flags.weburl ?? profile.weburl,
    topurl: flags.topurl ?? profile.topurl,
    pkgurl: flags.pkgurl ?? profile.pkgurl,
    topdir: expandHome(flags.topdir ?? profile.topdir),
    principal: flags.principal ?? profile.principal,
    keytab: flags.keytab ?? profile.keytab,
    cert: flags.cert === undefined ? profile.cert : expandHome(flags.cert) || undefined,
    authtype: flags.authtype ?? profile.authtype,
    pluginPaths: flags.pluginPaths ?? profile.pluginPaths,
    debug: flags.debug || profile.debug,
    debugXmlrpc: flags.debugXmlrpc || profile.debugXmlrpc,
    forceAuth: flags.forceAuth || profile.forceAuth,
    quiet: flags.quiet,
    noauth: flags.noauth,
    runas: flags.runas,
    user: flags.user,
    password: flags.password,
  };
}

/** The obsolete `pkgurl` still tells where the files are when `topurl` does not. */
export function replacePkgurl(settings: Settings, warn: (line: string) => void): Settings {
  const { pkgurl, topurl } = settings;
  if (!pkgurl) return settings;
  const guess = pkgurl.replace(/\/packages\/?$/, '');
  if (topurl || guess === pkgurl) {
    warn(`Warning: the pkgurl option is obsolete${topurl ? '' : ', please use topurl instead'}`);
    return settings;
  }
  warn(`Warning: the pkgurl option is obsolete, using topurl='${guess}'`);
  return { ...settings, topurl: guess };
}
