import { inspect } from 'node:util';
import { KojiError } from '@koji/common/errors';
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
  if (kojiTraceback !== undefined) return { faultCode: 1, faultString: traceOf(error, kojiTraceback) };
  if (error instanceof Error) return { faultCode: 1, faultString: `<class '${error.name}'>: ${error.message}` };
  return { faultCode: 1, faultString: String(error) };
}
function traceOf(error: unknown, detail: HubConfig['kojiTraceback']): string {
  return detail !== 'extended' && error instanceof Error && error.stack ? error.stack : inspect(error, { depth: 4 });
}

/** Errors that nobody foresaw; an operator should see them with their stack. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof KojiError) || error.faultCode === 1;
}
