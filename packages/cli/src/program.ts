import { basename } from 'node:path';
import { ConfigError } from '@koji/common/config/options';
import { checkArgumentCount } from './arguments.ts';
import type { AnyCommand, Category, CommandContext } from './command.ts';
import { findCommand } from './commands/find-command.ts';
import { readProfile } from './config/profile.ts';
import { CommandFailure, UsageError } from './errors.ts';
import { globalFlags } from './global-flags.ts';
import { commandHelp, commandUsage, globalHelp, globalUsage } from './help/command-help.ts';
import { commandList } from './help/command-list.ts';
import type { Interrupt } from './interrupt.ts';
import type { FlagTable, FlagValues } from './options/flag.ts';
import { FlagError, parseFlags } from './options/parse-flags.ts';
import type { Output } from './output/output.ts';
import { logTime } from './output/times.ts';
import { CliSession } from './session/cli-session.ts';
import { mergeSettings, replacePkgurl, type Settings } from './settings.ts';

/** Runs one command line and answers the exit status. `program` is the name it was started under. */
export async function runKoji(program: string, argv: readonly string[], out: Output, interrupt: Interrupt): Promise<number> {
  try {
    return await runCommandLine(program, argv, out, interrupt);
  } catch (error) {
    // A plugin that cannot be loaded.
    if (!(error instanceof CommandFailure)) throw error;
    out.warn(error.message);
    return error.exitCode;
  }
}

async function runCommandLine(program: string, argv: readonly string[], out: Output, interrupt: Interrupt): Promise<number> {
  const global = usageErrors(
    out,
    () => globalUsage(program),
    () => parseFlags(globalFlags, argv, { interspersed: false }),
    program,
  );
  if (global === undefined) return 2;
  if (global.help) {
    out.write(globalHelp(program));
    return 0;
  }
  const settings = usageErrors(
    out,
    () => globalUsage(program),
    () => readSettings(program, global.values, out),
    program,
  );
  if (settings === undefined) return 2;
  const [word, ...rest] = global.words;
  if (word === undefined || global.values.helpCommands) {
    out.write(await commandList(program, settings.pluginPaths));
    return 0;
  }
  const command = await findCommand(word, settings.pluginPaths);
  if (command === undefined) {
    out.write(await commandList(program, settings.pluginPaths));
    logError(out, `Unknown command: ${word}`);
    return 1;
  }
  if (global.values.skipMain) return 0;
  return await runCommand({ program, command, argv: rest, settings, out, interrupt });
}

function readSettings(program: string, flags: FlagValues<typeof globalFlags>, out: Output): Settings {
  const profile = readProfile({ name: flags.profile ?? program, file: flags.configFile });
  return replacePkgurl(mergeSettings(flags, profile), out.warn);
}

/** Name of the program and of its default profile, which a symbolic link of another name changes. */
export function programName(path: string | undefined): string {
  return basename(path ?? '').replace(/\.(mjs|js|ts)$/, '') || 'koji';
}

interface Invocation {
  readonly program: string;
  readonly command: AnyCommand;
  readonly argv: readonly string[];
  readonly settings: Settings;
  readonly out: Output;
  readonly interrupt: Interrupt;
}

async function runCommand(invocation: Invocation): Promise<number> {
  const { program, command, argv, out, interrupt } = invocation;
  const usage = () => commandUsage(program, command);
  const flags = usageErrors(out, usage, () => parseCommandLine(command, argv), program);
  if (flags === undefined) return 2;
  if (flags.help) {
    out.write(commandHelp(program, command));
    return 0;
  }
  const context = openContext(invocation);
  try {
    const run = command.run(context, flags.words, flags.values as never);
    return (await Promise.race([run, interrupt.happened.then(() => 1)])) ?? 0;
  } catch (error) {
    return reportError(error, invocation);
  } finally {
    await context.session.close();
  }
}

function parseCommandLine(command: AnyCommand, argv: readonly string[]): ReturnType<typeof parseFlags<FlagTable>> {
  const parsed = parseFlags(command.flags, argv, { interspersed: !command.flagsFirst });
  if (!parsed.help) checkArgumentCount(command.args, parsed.words);
  return parsed;
}

function openContext({ program, command, settings, out, interrupt }: Invocation): CommandContext {
  const login = command.login === 'required' || settings.forceAuth;
  const session = new CliSession(settings, out, { login, exactNumbers: command.exactNumbers ?? false });
  const listCommands = (chosen?: readonly Category[]) => commandList(program, settings.pluginPaths, chosen);
  return { hub: session.hub, session, settings, out, program, interrupt, listCommands };
}

/** What a step answers; undefined once a misuse has been reported. */
function usageErrors<T>(out: Output, usage: () => string, step: () => T, program: string): T | undefined {
  try {
    return step();
  } catch (error) {
    if (!(error instanceof FlagError || error instanceof UsageError || error instanceof ConfigError)) throw error;
    out.warn(`${usage()}\n${program}: error: ${error.message}`);
    return undefined;
  }
}

function reportError(error: unknown, { program, command, settings, out }: Invocation): number {
  if (error instanceof UsageError) {
    out.warn(`${commandUsage(program, command)}\n${program}: error: ${error.message}`);
    return 2;
  }
  if (error instanceof CommandFailure) {
    if (error.message !== '') out.warn(error.message);
    return error.exitCode;
  }
  if (!(error instanceof Error)) throw error;
  if (settings.debug) out.warn(error.stack ?? error.message);
  else logError(out, `${error.name}: ${error.message}`);
  return 1;
}

function logError(out: Output, message: string): void {
  out.warn(`${logTime(new Date())} [ERROR] koji: ${message}`);
}
