import { createHash } from 'node:crypto';
import { KojiError } from '@koji/common/errors';
import { decodeResponse } from '@koji/common/wire/decode';
import { withKeywords } from '@koji/common/wire/keywords';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { RecordedClient, type SendOptions } from './client.ts';
import { brief, compareResult, type Difference } from './compare.ts';
import { Identities } from './identities.ts';
import { type Deviation, type GoldenRecord, type Recorded, readDeviations } from './records.ts';
import { resolve, UnmetReference } from './resolve.ts';

/** The hub under replay. */
export interface ReplaySite {
  /** Address of the RPC endpoint; the file tree is served beside it. */
  readonly url: string;
  /** PEM file of the authority behind the server's certificate. */
  readonly ca: string;
  /** PEM file of a client certificate with that common name. */
  certificate(commonName: string): Promise<string>;
}
export interface StepReport {
  readonly record: GoldenRecord;
  /** None when the step passed. */
  readonly differences: readonly Difference[];
  /** What the hub answered, as text. */
  readonly got: string;
}

type Outcome =
  | { readonly kind: 'value'; readonly value: WireValue }
  | { readonly kind: 'fault'; readonly code: number; readonly text: string }
  | { readonly kind: 'failure'; readonly text: string };

/** The people of the recording and their certificates (recording/FORMAT.md). */
const commonNames: Readonly<Record<string, string>> = {
  admin: 'kojiadmin',
  builder1: 'builder1.rig',
  builder2: 'builder2.rig',
  web: 'kojiweb',
};

const deviations = readDeviations();

/** Replays the records of one scenario, in order, against a fresh hub. */
export async function* replay(records: readonly GoldenRecord[], site: ReplaySite): AsyncGenerator<StepReport> {
  const conversation = new Conversation(site);
  try {
    for (const record of records) yield await conversation.step(record);
  } finally {
    conversation.close();
  }
}

class Conversation {
  readonly #site: ReplaySite;
  readonly #clients = new Map<string, RecordedClient>();
  readonly #results = new Map<string, WireValue>();
  readonly #identities = new Identities();

  constructor(site: ReplaySite) {
    this.#site = site;
  }

  async step(record: GoldenRecord): Promise<StepReport> {
    const deviation: Partial<Deviation> = deviations[`${record.scenario}/${record.step}`] ?? {};
    const { why: _reason, fault, as, ...changes } = deviation;
    const { faultCode: _fault, ...answered } = record;
    if (fault === undefined)
      return this.#recordedStep(changes.result === undefined ? { ...record, ...changes } : { ...answered, ...changes });
    const { result: _recorded, ...refused } = record;
    const refusal = await this.#recordedStep({ ...refused, faultCode: fault });
    if (refusal.differences.length > 0 || as === undefined) return refusal;
    return this.#recordedStep({ ...record, as });
  }

  async #recordedStep(record: GoldenRecord): Promise<StepReport> {
    const outcome = await this.#perform(record);
    if (outcome.kind === 'value') this.#results.set(record.step, outcome.value);
    const mark = this.#identities.mark();
    const differences = this.#judge(record, outcome);
    if (differences.length > 0) this.#identities.rollback(mark);
    return { record, differences, got: outcome.kind === 'value' ? brief(outcome.value) : outcome.text };
  }

  #judge(record: GoldenRecord, outcome: Outcome): Difference[] {
    const differs = (problem: string) => [{ path: 'outcome', problem }];
    if (outcome.kind === 'failure') return differs(outcome.text);
    const { faultCode } = record;
    if (faultCode !== undefined || record.clientError) {
      if (outcome.kind === 'value') return differs(`fault ${faultCode ?? ''} expected, got ${brief(outcome.value)}`);
      const isRight = record.clientError === true || faultCode === 1 || faultCode === outcome.code;
      return isRight ? [] : differs(`fault ${faultCode} expected, got fault ${outcome.code}: ${outcome.text}`);
    }
    if (outcome.kind === 'fault') return differs(`${brief(record.result)} expected, got fault ${outcome.code}: ${outcome.text}`);
    return this.#compareParts(record, outcome.value);
  }

  /** Outcomes of a multiCall are compared as what they are: answers of the methods that were called. */
  #compareParts(record: GoldenRecord, value: WireValue): Difference[] {
    const { method = record.op, params = [] } = record;
    const recorded = record.result as Recorded;
    const calls = /multicall/i.test(method) ? params[0] : undefined;
    if (Array.isArray(calls) && Array.isArray(recorded) && Array.isArray(value) && recorded.length === value.length) {
      return recorded.flatMap((part, i) => {
        const called = (calls[i] as { methodName?: string } | undefined)?.methodName ?? method;
        const [answer, ours] = [part, value[i]] as [Recorded, WireValue];
        if (!Array.isArray(answer) || !Array.isArray(ours)) return compareResult(method, answer, ours, record, this.#identities);
        return compareResult(called, answer[0] as Recorded, ours[0] as WireValue, record, this.#identities);
      });
    }
    return compareResult(answeringMethod(record), recorded, value, record, this.#identities);
  }

  async #perform(record: GoldenRecord): Promise<Outcome> {
    try {
      return { kind: 'value', value: await this.#send(record) };
    } catch (error) {
      if (error instanceof KojiError) return { kind: 'fault', code: error.faultCode, text: error.message };
      if (error instanceof UnmetReference) return { kind: 'failure', text: error.message };
      return { kind: 'failure', text: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
    }
  }

  async #send(record: GoldenRecord): Promise<WireValue> {
    switch (record.op) {
      case 'call':
        return (await this.#client(record.as ?? 'anon')).call(record.method as string, this.#params(record));
      case 'login':
        return this.#login(record);
      case 'subsession':
        return this.#openAs(record, await (await this.#client(record.parent as string)).call('subsession', []));
      case 'attach':
        return this.#attach(record);
      case 'upload':
        return this.#upload(record);
      case 'http':
        return this.#http(record);
      case 'get':
        return this.#get(record);
    }
  }

  #params({ params = [], kwargs }: GoldenRecord): WireValue[] {
    const positional = params.map((value) => this.#resolve(value));
    return kwargs === undefined ? positional : withKeywords(positional, this.#resolve(kwargs) as WireStruct);
  }
  #resolve(recorded: Recorded): WireValue {
    return resolve(recorded, this.#results);
  }

  async #login(record: GoldenRecord): Promise<WireValue> {
    const client = await this.#open(record.as as string, record.cert);
    return this.#openAs(record, await client.call('sslLogin', this.#params(record), '/ssllogin'));
  }
  /** From now on the record's client has the session that was answered. */
  async #openAs({ as }: GoldenRecord, answer: WireValue): Promise<WireValue> {
    const session = answer as { 'session-id': number; 'session-key': string };
    (await this.#client(as as string)).attach({ id: String(session['session-id']), key: session['session-key'] });
    return answer;
  }
  async #attach({ as, sid, key, callnum }: GoldenRecord): Promise<WireValue> {
    const client = await this.#open(as as string);
    client.attach({ id: String(this.#resolve(sid as Recorded)), key: this.#resolve(key as Recorded) as string }, callnum);
    return null;
  }

  async #upload(record: GoldenRecord): Promise<WireValue> {
    const { verify = 'adler32', offset = 0, overwrite, volume } = record.opts ?? {};
    const query = new URLSearchParams({ fileverify: String(verify), offset: String(offset) });
    if (record.file !== undefined) query.set('filename', record.file);
    query.set('filepath', record.path === undefined ? '' : String(this.#resolve(record.path)));
    if (overwrite) query.set('overwrite', '1');
    if (volume !== undefined) query.set('volume', String(volume));
    const data = Buffer.from(this.#resolve(record.data as Recorded) as Uint8Array);
    return (await this.#client(record.as ?? 'anon')).upload(query, data);
  }

  async #http(record: GoldenRecord): Promise<WireValue> {
    const client = await this.#client(record.as ?? 'anon');
    const options: SendOptions = {
      ...(record.verb === undefined ? {} : { verb: record.verb }),
      headers: { ...(record.as === null ? {} : client.credentials), ...record.headers },
      ...(record.body === undefined ? {} : { body: Buffer.from(record.body) }),
    };
    const { status, headers, body } = await client.send(this.#site.url + (record.suffix ?? ''), options);
    return {
      status,
      type: headers['content-type']?.split(';')[0] ?? '',
      'koji-version': headers['koji-version'] as string,
      ...(headers.allow === undefined ? {} : { allow: headers.allow }),
      ...(status === 200 ? readRpcBody(body, record) : {}),
    };
  }

  async #get(record: GoldenRecord): Promise<WireValue> {
    const address = new URL(`/kojifiles/${this.#resolve(record.path as Recorded)}`, this.#site.url);
    const { status, body } = await (await this.#client('anon')).send(address.href, { verb: 'GET' });
    if (status !== 200) return { status };
    const wantsText = 'text' in (record.result as object);
    return {
      status,
      ...(wantsText
        ? { text: body.toString('utf8') }
        : { size: body.length, sha256: createHash('sha256').update(body).digest('hex') }),
    };
  }

  async #client(name: string): Promise<RecordedClient> {
    return this.#clients.get(name) ?? this.#open(name);
  }
  async #open(name: string, cert?: string): Promise<RecordedClient> {
    this.#clients.get(name)?.close();
    const certificate = cert === undefined ? undefined : await this.#site.certificate(commonNames[cert] ?? cert);
    const client = new RecordedClient(this.#site.url, { ca: this.#site.ca, certificate });
    this.#clients.set(name, client);
    return client;
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
  }
}

/** The method whose kind of answer a record holds, where that depends on the arguments. */
function answeringMethod({ method, op, params = [] }: GoldenRecord): string {
  if (method === 'countAndFilterResults' || method === 'filterResults') return String(params[0]);
  if (method === 'search') return `search ${params[1]}`;
  return method ?? op;
}

/** FORMAT.md: where the recording hub had an unexpected error any fault will do. */
function readRpcBody(body: Buffer, { result }: GoldenRecord): WireStruct {
  try {
    return { value: decodeResponse(body.toString('utf8'), { doubles: 'keep' }) };
  } catch (error) {
    if (!(error instanceof KojiError)) throw error;
    const recorded = (result as { fault?: number }).fault;
    return { fault: recorded === 1 ? 1 : error.faultCode };
  }
}
