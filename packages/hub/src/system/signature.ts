import { pythonRepr } from '@koji/common/python-text';
import type { WireValue } from '@koji/common/wire/values';
import type { AnyMethod, Param } from '../rpc/method.ts';

/** How a method is called, in Python's notation: `(tagInfo, strict=False)`. */
export function describeArguments({ params }: Pick<AnyMethod, 'params'>): string {
  return `(${params.map(describeParam).join(', ')})`;
}
function describeParam({ name, required, rest, fallback }: Param): string {
  if (rest === 'args') return `*${name}`;
  if (rest === 'keywords') return `**${name}`;
  return required ? name : `${name}=${pythonRepr(asWire(fallback))}`;
}

/** A method for `_listapi`. `argspec` has the shape of Python's inspect.getfullargspec. */
export function describeMethod(method: AnyMethod) {
  const plain = method.params.filter((p) => p.rest === undefined);
  const defaults = plain.filter((p) => !p.required).map((p) => asWire(p.fallback));
  const surplus = (kind: 'args' | 'keywords') => method.params.find((p) => p.rest === kind)?.name ?? null;
  return {
    name: method.name,
    doc: method.doc,
    argspec: [
      plain.map((p) => p.name),
      surplus('args'),
      surplus('keywords'),
      defaults.length > 0 ? defaults : null,
      [],
      null,
      {},
    ],
    argdesc: describeArguments(method),
    args: method.params.map((p) => (p.required || p.rest !== undefined ? p.name : [p.name, asWire(p.fallback)])),
  };
}
function asWire(fallback: unknown): WireValue {
  return (fallback ?? null) as WireValue;
}
