import { GenericError, KojiError } from '@koji/common/errors';
import { decodeCall, decodeResponse } from '@koji/common/wire/decode';
import { encodeCall } from '@koji/common/wire/encode';
import type { WireValue } from '@koji/common/wire/values';

/** task.request and task.result hold XML-RPC documents; very old rows hold them in base64 (wire.md §8). */
function documentText(stored: string): string {
  return stored.slice(0, 10).includes('<?xml') ? stored : Buffer.from(stored, 'base64').toString('utf8');
}

export function encodeRequest(method: string, params: readonly WireValue[]): string {
  return encodeCall(method, params as WireValue[]);
}
/** The parameters of a task, in wire order. */
export function decodeRequest(stored: string): WireValue[] {
  return decodeCall(documentText(stored), { doubles: 'keep' }).params;
}

export type TaskResult = { readonly value: WireValue } | { readonly fault: KojiError };

export function decodeResult(stored: string): TaskResult {
  try {
    const value = decodeResponse(documentText(stored), { doubles: 'keep' });
    return { value };
  } catch (error) {
    if (error instanceof KojiError) return { fault: error };
    throw new GenericError('the stored task result cannot be read', { cause: error });
  }
}

/** Refuses what a builder sends as a result unless it is an XML-RPC answer. */
export function assertResultDocument(text: string): void {
  decodeResult(text);
}
export function faultStruct(fault: KojiError): { faultCode: number; faultString: string } {
  return { faultCode: fault.faultCode, faultString: fault.message };
}
