import { errorFromFault, type KojiError } from '../errors.ts';
import { isStruct } from '../is-struct.ts';
import { ValueReader } from './value-reader.ts';
import type { WireValue } from './values.ts';
import { XmlCursor } from './xml-cursor.ts';
import { XmlRpcSyntaxError } from './xml-text.ts';

export { XmlRpcSyntaxError } from './xml-text.ts';

export interface DecodeOptions {
  /** `keep` answers every <double> as a Double, so that 1.0 goes out as 1.0 again; `plain` as a number. */
  readonly doubles?: 'keep' | 'plain';
  /** Arrays and structs inside each other, 100 unless given, 1000 at most. Koji's own documents stay below 20. */
  readonly maxDepth?: number;
  /** Characters of the whole document; no limit unless given. */
  readonly maxLength?: number;
}

const defaultMaxDepth = 100;
/** Reading recurses; this deep is safe on the smallest stack that Node gives. */
const greatestMaxDepth = 1000;

export interface DecodedCall {
  readonly method: string;
  readonly params: WireValue[];
}

/** Reads a <methodCall>; one without a name has the empty one, which no method has. Throws XmlRpcSyntaxError for everything that is none. */
export function decodeCall(xml: string, options: DecodeOptions = {}): DecodedCall {
  const [cursor, values] = reader(xml, options, 'keep');
  const call = cursor.open('methodCall');
  const name = cursor.tryOpen('methodName');
  const method = name === undefined ? '' : cursor.text().trim();
  if (name !== undefined) cursor.close(name);
  const params = readParams(cursor, values);
  cursor.close(call);
  cursor.end();
  return { method, params };
}

/** Reads a <methodResponse>: the value it carries, or the fault thrown as a KojiError. Throws XmlRpcSyntaxError for everything else. */
export function decodeResponse(xml: string, options: DecodeOptions = {}): WireValue {
  const [cursor, values] = reader(xml, options, 'plain');
  const response = cursor.open('methodResponse');
  const fault = cursor.tryOpen('fault');
  if (fault !== undefined) {
    const value = values.read();
    cursor.close(fault);
    cursor.close(response);
    cursor.end();
    throw readFault(value);
  }
  const params = readParams(cursor, values);
  cursor.close(response);
  cursor.end();
  const [value] = params;
  if (value === undefined || params.length > 1) throw new XmlRpcSyntaxError(`an answer holds one value, not ${params.length}`);
  return value;
}

function reader(xml: string, options: DecodeOptions, doubles: 'keep' | 'plain'): [XmlCursor, ValueReader] {
  const { maxDepth = defaultMaxDepth, maxLength = Number.POSITIVE_INFINITY } = options;
  if (maxDepth > greatestMaxDepth) throw new RangeError(`maxDepth is ${greatestMaxDepth} at most`);
  if (xml.length > maxLength) throw new XmlRpcSyntaxError(`the document is longer than ${maxLength} characters`);
  const cursor = new XmlCursor(xml);
  return [cursor, new ValueReader(cursor, (options.doubles ?? doubles) === 'keep', maxDepth)];
}

/** The values of <params>, which may be missing. */
function readParams(cursor: XmlCursor, values: ValueReader): WireValue[] {
  const params: WireValue[] = [];
  const list = cursor.tryOpen('params');
  if (list === undefined) return params;
  while (!cursor.isAtEnd()) {
    const param = cursor.open('param');
    params.push(values.read());
    cursor.close(param);
  }
  cursor.close(list);
  return params;
}

function readFault(fault: WireValue): KojiError {
  const { faultCode, faultString } = isStruct(fault) ? fault : {};
  if (typeof faultCode !== 'number' || typeof faultString !== 'string')
    throw new XmlRpcSyntaxError('a fault without code and text');
  return errorFromFault(faultCode, faultString);
}
