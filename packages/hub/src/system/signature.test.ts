import { expect, test } from 'vitest';
import { anyone, keywords, method, optional, param, rest } from '../rpc/method.ts';
import { flag, nullable, text } from '../rpc/shapes.ts';
import { describeMethod } from './signature.ts';

test('a method is described as Python’s inspect would', () => {
  const declared = method({
    name: 'a.b',
    doc: 'Does it.',
    access: anyone,
    params: [
      param('tag', text),
      optional('strict', flag, false),
      optional('event', nullable(text), null),
      rest('args'),
      keywords('opts'),
    ],
    run: () => null,
  });
  expect(describeMethod(declared)).toEqual({
    name: 'a.b',
    doc: 'Does it.',
    argspec: [['tag', 'strict', 'event'], 'args', 'opts', [false, null], [], null, {}],
    argdesc: '(tag, strict=False, event=None, *args, **opts)',
    args: ['tag', ['strict', false], ['event', null], 'args', 'opts'],
  });
});
