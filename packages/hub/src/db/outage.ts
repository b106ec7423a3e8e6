const outageCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', '57P01', '57P02', '57P03', '08006', '08001', '08003']);
const outageMessage =
  /Connection terminated|timeout exceeded when trying to connect|is not queryable|connection to the database was closed/;

/** What connections have broken of. The driver gives it to all who are waiting for an answer. */
const breaks = new WeakSet<Error>();
export function noteBreak(error: Error): void {
  breaks.add(error);
}

/** Whether a call has failed because the database is away. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  const fromDriver = 'syscall' in error ? error.syscall === 'connect' || error.syscall === 'read' : /^\d/.test(code);
  return breaks.has(error) || (outageCodes.has(code) && fromDriver) || outageMessage.test(error.message);
}
