import { readdirSync, readFileSync } from 'node:fs';
import { Double } from '@koji/common/wire/values';

/** JSON as FORMAT.md has it, with numbers that have a decimal point or an exponent as Double. */
export type Recorded = null | boolean | number | bigint | string | Double | Recorded[] | RecordedStruct;
export interface RecordedStruct {
  readonly [key: string]: Recorded;
}

/** One line of a scenario (recording/FORMAT.md). */
export interface GoldenRecord {
  readonly scenario: string;
  readonly seq: number;
  readonly step: string;
  readonly as: string | null;
  readonly op: 'call' | 'login' | 'subsession' | 'attach' | 'upload' | 'http' | 'get';
  readonly method?: string;
  readonly params?: readonly Recorded[];
  readonly kwargs?: RecordedStruct;
  // login, subsession, attach
  readonly cert?: string;
  readonly parent?: string;
  readonly sid?: Recorded;
  readonly key?: Recorded;
  readonly callnum?: number;
  // upload and get
  readonly path?: Recorded;
  readonly file?: string;
  readonly data?: Recorded;
  readonly opts?: RecordedStruct;
  // http
  readonly verb?: string;
  readonly suffix?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  // What came of it
  readonly result?: Recorded;
  readonly faultCode?: number;
  /** The recording client itself refused. */
  readonly clientError?: boolean;
  // How to compare
  readonly order?: { readonly free: 'top' | 'values' | 'deep' | readonly string[] };
  readonly compare?: 'type' | 'keys';
  readonly ignore?: readonly string[];
}

/** The recordings stay among the sources; compiled code reads them there. */
const directory = new URL('../../../src/testing/golden/', import.meta.url);

export function listScenarios(): string[] {
  return readdirSync(new URL('recording/scenarios/', directory))
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))
    .sort();
}

export function readScenario(name: string): GoldenRecord[] {
  const lines = readFileSync(new URL(`recording/scenarios/${name}.jsonl`, directory), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => parseRecorded(line) as unknown as GoldenRecord);
}

export function readFixture(name: string): Buffer {
  return readFileSync(new URL(`recording/fixtures/${name}`, directory));
}

/** The hub.conf of the recording hub, with its `@X@` place holders. */
export const recordedConfigurationFile = new URL('recording/hub.conf', directory);

/**
 * Where we mean to answer differently: with a fault, and who then gets the recorded answer, if anyone; with another result;
 * or compared by other rules.
 */
export interface Deviation extends Pick<GoldenRecord, 'result' | 'order' | 'ignore'> {
  readonly why: string;
  readonly fault?: number;
  readonly as?: string;
}
/** By `scenario/step`. */
export function readDeviations(): Readonly<Record<string, Deviation>> {
  return parseRecorded(readFileSync(new URL('deviations.json', directory), 'utf8')) as unknown as Record<string, Deviation>;
}

const textsAndNumbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** JSON.parse would make 1.0 and 1 the same number. */
export function parseRecorded(json: string): Recorded {
  const marked = json.replace(textsAndNumbers, (token) => {
    if (token.startsWith('"')) return token;
    if (/[.eE]/.test(token)) return `{"$double":${token}}`;
    return Number.isSafeInteger(Number(token)) ? token : `{"$integer":"${token}"}`;
  });
  return JSON.parse(marked, (_key, value: Recorded) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$double' in value) return new Double(value.$double as number);
    return '$integer' in value ? BigInt(value.$integer as string) : value;
  }) as Recorded;
}
