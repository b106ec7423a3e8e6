import { KEY_KINDS } from '@koji/common/pki/key-kinds';
import { REVOCATION_REASONS } from '@koji/common/pki/revocation-reasons';
import { Argument, Command, Option } from 'commander';
import { checkImportSource, parseCaName, parseDays, parseName, parseServerName } from './arguments.ts';
import { authorityPaths } from './authority-paths.ts';
import type { PkiOutput } from './run.ts';

const FILES = `
Files below the directory (/etc/pki/koji unless --dir says otherwise):
  koji_ca_cert.crt             the authority's certificate, for everyone
  private/koji_ca_cert.key     the authority's private key, for nobody else
  NAME.pem                     certificate and key, for the "cert" options of Koji's programs
  certs/NAME.crt, NAME.key     the same two apart, for web servers
  certs/NAME_browser_cert.p12  both and the authority's certificate, for a web browser
  certs/SERIAL.pem             every certificate ever issued
  index.txt, serial            what was issued, in the format of "openssl ca"
  crl.pem, crlnumber           the revocation list and its counter

Exit status: 0 done, 1 failed (the reason is on standard error), 2 wrong usage.`;

/** The command line of koji-pki. What a command does is loaded when that command runs: the cryptography takes longer than the parsing. */
export function pkiProgram(output: PkiOutput): Command {
  const program = new Command('koji-pki')
    .description('Keep the certificate authority of a Koji system: its servers, components and users.')
    .option('--dir <directory>', 'directory of the authority', '/etc/pki/koji')
    .option('--ca-name <name>', "first part of the authority's file names", parseCaName, 'koji')
    .option('--ca-password-file <file>', "file with the passphrase of the authority's key, - for standard input")
    .addHelpText('after', FILES)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text.replace(/\n$/, '')),
      writeErr: (text) => output.err(text.replace(/\n$/, '')),
      outputError: (text, write) =>
        write(
          `koji-pki: ${text
            .trim()
            .replace(/^error: /, '')
            .replaceAll(/\s*\n\s*/g, ' ')}`,
        ),
    });
  const paths = () => authorityPaths(program.opts().dir, program.opts().caName);
  // Settings (exitOverride, output) are inherited by commands made with .command().
  addInit(program, paths, output);
  addIssuing(program, paths, output);
  addUpkeep(program, paths, output);
  addDoctor(program, output);
  return program;
}

type Paths = () => ReturnType<typeof authorityPaths>;

function addInit(program: Command, paths: Paths, output: PkiOutput): void {
  subjectOptions(program.command('init'))
    .description('make a new authority')
    .option('--cn <name>', "the authority's common name", 'Koji Certificate Authority')
    .option('--days <n>', 'days until it runs out (default: 3650)', parseDays)
    .addOption(keyType('rsa3072'))
    .option('--force', 'replace an authority that is there; what it issued becomes worthless', false)
    .addHelpText(
      'after',
      '\nWith --ca-password-file, the private key is stored encrypted and every later command needs the same option.',
    )
    .action(async ({ cn, ...options }) => {
      const { init } = await import('./init.ts');
      await init(paths(), { ...program.opts(), ...options, commonName: cn }, output);
    });

  program
    .command('import')
    .description('take over an authority made by openssl')
    .argument('[from]', 'directory laid out as the set-up guide has it; everything in it is copied')
    .option('--ca-cert <file>', "take the authority's certificate from this file")
    .option('--ca-key <file>', 'and its private key from this one')
    .option('--force', 'replace files that are there', false)
    .addHelpText(
      'after',
      `
Without arguments, takes over the authority that lies in the directory already.
Missing files are added, certificates missing in index.txt are put on record, the serial number is moved beyond all that were used, and
private keys that others could read are closed to them.`,
    )
    .action(async (from, options) => {
      checkImportSource(from, options);
      const { importAuthority } = await import('./import.ts');
      await importAuthority(paths(), from, { ...program.opts(), ...options }, output);
    });
}

function addIssuing(program: Command, paths: Paths, output: PkiOutput): void {
  issuing(program.command('server'))
    .description('issue the certificate of a TLS server')
    .argument('<fqdn...>', 'host names and IP addresses it answers to; the first is the common name', collect(parseServerName))
    .option('--name <name>', 'name of the files (default: the first host name)', parseName)
    .option('--client', 'let it identify a client too, as kojiweb does towards the hub', false)
    .action(async (names: string[], { name, client, ...options }) => {
      const { issue } = await import('./issue.ts');
      const first = names[0]!;
      const wanted = {
        name: name ?? parseName(first.replace('*', 'wildcard')),
        commonName: first,
        usage: client ? ('both' as const) : ('server' as const),
        sans: names,
      };
      await issue(paths(), wanted, { ...program.opts(), ...options }, output);
    });

  issuing(program.command('component'))
    .description('issue the certificate of a builder, kojira, kojiweb or another service that logs in to the hub')
    .addArgument(new Argument('<name>', 'login name: for a builder, the name it was added to Koji with').argParser(parseName))
    .option(
      '--san <name>',
      'let it be the certificate of a TLS server of this name as well (repeatable)',
      collect(parseServerName),
      [],
    )
    .action(async (name: string, { san, ...options }) => {
      const { issue } = await import('./issue.ts');
      const usage = san.length > 0 ? ('both' as const) : ('client' as const);
      await issue(paths(), { name, commonName: name, usage, sans: san }, { ...program.opts(), ...options }, output);
    });

  passwordOptions(issuing(program.command('user')))
    .description('issue the certificate of a person')
    .addArgument(new Argument('<name>', 'login name in Koji').argParser(parseName))
    .option('--p12', "make the web browser's file as well", false)
    .action(async (name: string, options) => {
      const { issue } = await import('./issue.ts');
      const wanted = { name, commonName: name, usage: 'client' as const, sans: [] };
      await issue(paths(), wanted, { ...program.opts(), ...options }, output);
    });

  passwordOptions(program.command('p12'))
    .description("make a web browser's file (PKCS#12) from a certificate")
    .addArgument(new Argument('<name>', 'name of the certificate').argParser(parseName))
    .option('--force', 'replace the file that is there', false)
    .action(async (name: string, options) => {
      const { p12 } = await import('./p12.ts');
      await p12(paths(), name, options, output);
    });
}

function addDoctor(program: Command, output: PkiOutput): void {
  program
    .command('doctor')
    .description('find out why a program cannot log in to the hub')
    .option(
      '-c, --config <file>',
      "its configuration: kojid.conf, kojira.conf, web.conf, hub.conf or a file of the koji command (default: the command's own files)",
    )
    .option('--profile <name>', 'profile of the koji command', 'koji')
    .addHelpText(
      'after',
      `
Looks at files, clock, connection, certificates, keys and accounts, then logs in as the program would. Says in one sentence what is
wrong and exits with status 1, or that nothing is. Run it as the user that the program runs as.`,
    )
    .action(async (options) => {
      const { examine } = await import('./doctor/doctor.ts');
      await examine(options, output);
    });
}

function addUpkeep(program: Command, paths: Paths, output: PkiOutput): void {
  program
    .command('list')
    .description('show the certificates on record')
    .option('--expiring <days>', 'only valid ones that run out within so many days', parseDays)
    .option('--json', 'print JSON')
    .action(async (options) => {
      const { list } = await import('./list.ts');
      await list(paths(), options, output);
    });

  program
    .command('renew')
    .description('issue a successor with the same subject, names and purpose')
    .addArgument(new Argument('<name>', 'name of the certificate').argParser(parseName))
    .option('--days <n>', 'days until it runs out (default: 825)', parseDays)
    .option('--san <name>', 'add a host name or IP address (repeatable)', collect(parseServerName), [])
    .option('--same-key', 'keep the private key', false)
    .addOption(keyType('rsa2048'))
    .option('--supersede', 'revoke the old certificate at once', false)
    .addHelpText(
      'after',
      '\nThe files of the old certificate are replaced; it stays valid until it runs out or is revoked by its serial number.',
    )
    .action(async (name: string, options) => {
      const { renew } = await import('./renew.ts');
      await renew(paths(), name, { ...program.opts(), ...options }, output);
    });

  program
    .command('revoke')
    .description('revoke a certificate and write a new revocation list')
    .argument('<name>', 'name of the certificate, or with --serial its serial number')
    .option('--serial', 'look the certificate up by its serial number', false)
    .addOption(new Option('--reason <reason>', 'why').choices(Object.keys(REVOCATION_REASONS)))
    .option('--days <n>', 'days until the list must be replaced (default: 30)', parseDays)
    .action(async (name: string, options) => {
      const { revoke } = await import('./revoke.ts');
      await revoke(paths(), options.serial ? name : parseName(name), { ...program.opts(), ...options }, output);
    });

  program
    .command('crl')
    .description('write a new revocation list (crl.pem)')
    .option('--days <n>', 'days until the list must be replaced (default: 30)', parseDays)
    .addHelpText(
      'after',
      '\nServers that check the list refuse everyone once it has run out: run this regularly, for example every week.',
    )
    .action(async (options) => {
      const { crl } = await import('./write-crl.ts');
      await crl(paths(), { ...program.opts(), ...options }, output);
    });
}

function subjectOptions(command: Command): Command {
  return command
    .option('--country <code>', 'country of the subject (C), two letters')
    .option('--state <name>', 'state or province (ST)')
    .option('--locality <name>', 'city (L)')
    .option('--org <name>', 'organization (O)')
    .option('--org-unit <name>', 'organizational unit (OU)')
    .option('--email <address>', 'e-mail address (emailAddress)');
}

/** Options of everything that issues; country, state and organization are the authority's where they are not given. */
function issuing(command: Command): Command {
  return subjectOptions(command)
    .option('--days <n>', 'days until it runs out (default: 825)', parseDays)
    .addOption(keyType('rsa2048'))
    .option('--force', 'replace files that are there', false)
    .addHelpText('after', "\nCountry, state and organization are the authority's where they are not given.");
}

function passwordOptions(command: Command): Command {
  return command
    .option(
      '--password-file <file>',
      "file with the browser file's password, - for standard input (default: make one up and show it)",
    )
    .option('--legacy', 'encrypt it with 3DES, for macOS before 15 and Windows before 2019', false);
}

function keyType(preset: string): Option {
  return new Option('--key-type <type>', 'kind of private key').choices(KEY_KINDS).default(preset);
}

function collect(parse: (value: string) => string) {
  return (value: string, previous: readonly string[] | undefined) => [...(previous ?? []), parse(value)];
}
