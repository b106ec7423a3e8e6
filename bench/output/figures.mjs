/** A line for each figure, or with --json an object of them. */
export function printFigures(figures) {
  process.stdout.write(
    process.argv.includes('--json')
      ? `${JSON.stringify(figures)}\n`
      : Object.entries(figures)
          .map(([name, value]) => `${name.padEnd(24)}${value}\n`)
          .join(''),
  );
}
