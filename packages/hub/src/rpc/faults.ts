import { KojiError } from '@koji/common/errors';

export interface FaultAnswer {
  readonly faultCode: number;
  readonly faultString: string;
}

/** What a client is told of an error. Only our own errors speak for themselves; the rest are code 1. */
export function faultOf(error: unknown): FaultAnswer {
  if (error instanceof KojiError) return { faultCode: error.faultCode, faultString: error.message };
  if (error instanceof Error) return { faultCode: 1, faultString: `<class '${error.name}'>: ${error.message}` };
  return { faultCode: 1, faultString: String(error) };
}

/** Errors that nobody foresaw; an operator should see them with their stack. */
export function isUnexpected(error: unknown): boolean {
  return !(error instanceof KojiError) || error.faultCode === 1;
}
