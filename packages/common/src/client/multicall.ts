import { errorFromFault, type KojiError } from '../errors.ts';
import { withKeywords } from '../wire/keywords.ts';
import type { WireStruct, WireValue } from '../wire/values.ts';
import { type Hub, hubProxy } from './typed-hub.ts';

/** One result per call: the value, or the error that this call met. */
export type BatchResults<T extends readonly unknown[]> = { -readonly [K in keyof T]: Awaited<T[K]> | KojiError };

export interface RecordedCalls {
  readonly calls: WireStruct[];
  outcomes(answers: readonly WireValue[], strict: boolean): unknown[];
}

/** Runs `build` against a hub that only writes down what it is asked. */
export function recordCalls<Api, T extends readonly unknown[]>(build: (hub: Hub<Api>) => T): RecordedCalls {
  const calls: WireStruct[] = [];
  build(
    hubProxy<Api>((method, positional, named) => {
      calls.push({ methodName: method, params: withKeywords(positional, named as WireStruct) });
      return undefined;
    }),
  );
  return { calls, outcomes: (answers, strict) => answers.map((answer) => readOutcome(answer, strict)) };
}

function readOutcome(answer: WireValue, strict: boolean): unknown {
  if (Array.isArray(answer)) return answer[0];
  const { faultCode, faultString } = answer as { faultCode: number; faultString: string };
  const error = errorFromFault(faultCode, faultString);
  if (strict) throw error;
  return error;
}
