import { text, toggle } from './options/flag.ts';

/** The flags before the command's word. */
export const globalFlags = {
  profile: text('-p --profile', 'use this profile of the configuration; by default the one with the name of this program'),
  configFile: text('-c --config', 'read the profile from this file or directory instead of ~/.koji', { metavar: 'FILE' }),
  keytab: text('--keytab', 'Kerberos keytab to log in with', { metavar: 'FILE' }),
  principal: text('--principal', 'Kerberos principal to log in as'),
  cert: text('--cert', 'SSL certificate to log in with', { metavar: 'FILE' }),
  runas: text('--runas', 'act as this user (needs a special privilege)'),
  user: text('--user', 'user to log in as with a password'),
  password: text('--password', 'password of that user'),
  noauth: toggle('--noauth', 'do not log in'),
  forceAuth: toggle('--force-auth', 'log in even for commands that only read'),
  authtype: text('--authtype', 'way to log in: noauth, ssl, password or kerberos'),
  debug: toggle('-d --debug', 'show what is going on, and where errors come from'),
  debugXmlrpc: toggle('--debug-xmlrpc', "show the hub's calls"),
  quiet: toggle('-q --quiet', 'say less'),
  skipMain: toggle('--skip-main', 'do nothing'),
  server: text('-s --server', 'URL of the hub'),
  topdir: text('--topdir', 'directory of the files, where it is mounted'),
  weburl: text('--weburl', 'URL of the web interface'),
  topurl: text('--topurl', 'URL of the files'),
  pkgurl: text('--pkgurl', 'obsolete: URL of the packages', { hidden: true }),
  pluginPaths: text('--plugin-paths', 'further directories of plugins, separated by colons', { metavar: 'PATHS' }),
  helpCommands: toggle('--help-commands', 'list the commands'),
};
