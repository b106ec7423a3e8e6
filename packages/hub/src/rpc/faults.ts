import { inspect } from 'node:util';
import { GenericError, KojiError } from '@koji/common/errors';
import { isErrno } from '@koji/common/missing-files';
import pg from 'pg';
import type { HubConfig } from '../config/hub-config.ts';

export interface FaultAnswer {
  readonly faultCode: number;
  readonly faultString: string;
}

type Candour = Pick<HubConfig, 'kojiDebug' | 'kojiTraceback'>;

/**
 * What a client is told of an error. Only our own errors speak for themselves; the rest are code 1. KojiDebug adds the stack to
 * ours, KojiTraceback to the rest; `extended` with all that the error carries.
 */
export function faultOf(error: unknown, { kojiDebug, kojiTraceback }: Candour): FaultAnswer {
  if (error instanceof KojiError)
    return { faultCode: error.faultCode, faultString: kojiDebug ? traceOf(error, kojiTraceback) : error.message };
  const refusal = databaseRefusal(error) ?? nameRefusal(error);
  if (refusal !== undefined) return { faultCode: GenericError.code, faultString: refusal };
  if (kojiTraceback !== undefined) return { faultCode: 1, faultString: traceOf(error, kojiTraceback) };
  if (error instanceof Error) return { faultCode: 1, faultString: `<class '${error.name}'>: ${error.message}` };
  return { faultCode: 1, faultString: String(error) };
}
function traceOf(error: unknown, detail: HubConfig['kojiTraceback']): string {
  return detail !== 'extended' && error instanceof Error && error.stack ? error.stack : inspect(error, { depth: 4 });
}

/**
 * What to say of a value that the database cannot hold (PostgreSQL's class 22) or of a row that does not fit the others (class
 * 23): another call may have been quicker to make the same. A fault of code 1 would look like one of the hub's.
 */
function databaseRefusal(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError) || !/^2[23]/.test(error.code ?? '')) return undefined;
  // The details of other errors may show a whole row.
  const tellsKey = error.code === '23505' || error.code === '23503';
  return `not possible in the database: ${(tellsKey ? error.detail : undefined) ?? error.message}`;
}

/** Names that clients give become names of files, and those have a longest. */
function nameRefusal(error: unknown): string | undefined {
  return isErrno(error, 'ENAMETOOLONG') ? 'a name is too long for a file' : undefined;
}

/** Errors that nobody foresaw; an operator should see them with their stack. */
export function isUnexpected(error: unknown): boolean {
  if (error instanceof KojiError) return error.faultCode === 1;
  // Rows that do not fit for other reasons than having been made already may well be a mistake of the hub's.
  const isCallers = error instanceof pg.DatabaseError && /^(22|23505)/.test(error.code ?? '');
  return !isCallers && nameRefusal(error) === undefined;
}
