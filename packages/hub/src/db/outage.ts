const outageCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', '57P01', '57P02', '57P03', '08006', '08001', '08003']);
/** Whether a call has failed because the database is away. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  const fromDriver = 'syscall' in error ? error.syscall === 'connect' || error.syscall === 'read' : /^\d/.test(code);
  return (
    (outageCodes.has(code) && fromDriver) || /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  );
}
