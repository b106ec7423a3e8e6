import { type IniSections, parseIni } from './ini.ts';
import { type OptionTable, optionalText, text } from './options.ts';

/** The hub in the eyes of the web server, and as whom it logs in there. */
export const webHubOptions = {
  hubUrl: text('KojiHubURL', 'http://localhost/kojihub'),
  hubCa: optionalText('KojiHubCA'),
  webCert: optionalText('WebCert'),
  webPrincipal: optionalText('WebPrincipal'),
  webKeytab: text('WebKeytab', '/etc/httpd.keytab'),
  webCcache: text('WebCCache', '/var/tmp/kojiweb.ccache'),
} satisfies OptionTable;

/**
 * Besides ini files this takes Apache's configuration for the oldest Koji, of which only the lines
 * `PythonOption Key value` count.
 */
export function parseWebConf(content: string, file: string): IniSections {
  const lines = content.split(/\r?\n/);
  const legacy = lines.flatMap((line) => /^\s*PythonOption\s+(\S+)\s+(.*?)\s*$/.exec(line)?.slice(1, 3).join(' = ') ?? []);
  const isApache = legacy.length > 0 && !lines.some((line) => /^\s*\[.+\]\s*$/.test(line));
  if (isApache) return parseIni(legacy.join('\n'), file, { keepCase: true, defaultSection: 'web' });
  const plain = lines.map((line) => line.replace(/^\s*PythonOption\s+(\S+)\s+(.*?)\s*$/, '$1 = $2'));
  return parseIni(plain.join('\n'), file, { keepCase: true });
}
