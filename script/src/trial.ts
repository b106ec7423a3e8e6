import { readArguments, type TrialCommand, UsageError, usage } from './trial/arguments.ts';
import { issueToUser } from './trial/certificates.ts';
import type { Trial } from './trial/components.ts';
import { describeTrial } from './trial/description.ts';
import { bringUp, readStatus, resetTrial, takeDown } from './trial/instance.ts';
import { trialLayout } from './trial/layout.ts';
import { readSettings } from './trial/settings.ts';

async function main(wanted: TrialCommand): Promise<void> {
  switch (wanted.command) {
    case 'help':
      return print(usage.trimEnd());
    case 'up':
      return printTrial(await bringUp(trialLayout(wanted.dir), wanted.wishes), wanted);
    case 'status':
      return printStatus(wanted.dir, wanted.json);
    case 'reset':
      return resetTrial(trialLayout(wanted.dir), wanted);
    case 'down': {
      const killed = await takeDown(trialLayout(wanted.dir));
      if (killed.length > 0) print(`had to be killed: ${killed.join(', ')}`);
      return;
    }
    case 'cert': {
      const layout = trialLayout(wanted.dir);
      await readSettings(layout);
      return print(await issueToUser(layout, wanted.user));
    }
  }
}

async function printTrial(trial: Trial, { json }: { readonly json: boolean }): Promise<void> {
  const description = await describeTrial(trial);
  if (json) return print(JSON.stringify(description, null, 2));
  const { certs, web, ...rest } = description;
  const rows = Object.entries({ ...rest, ...(web === null ? {} : { web }), cert: certs.kojiadmin });
  print(rows.map(([name, value]) => `${name.padEnd(9)} ${value}`).join('\n'));
}

async function printStatus(dir: string, json: boolean): Promise<void> {
  const status = await readStatus(trialLayout(dir));
  const lines = status.map(
    ({ name, state, pid }) => `${name.padEnd(9)} ${state}${state === 'running' ? ` (process ${pid})` : ''}`,
  );
  print(json ? JSON.stringify(status, null, 2) : lines.join('\n'));
  if (status.some(({ state }) => state === 'crashed' || state === 'stopped')) process.exitCode = 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  await main(readArguments(process.argv.slice(2)));
} catch (error) {
  const isUsage = error instanceof UsageError;
  process.stderr.write(`${isUsage ? `${usage}\n` : ''}trial: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = isUsage ? 2 : 1;
}
