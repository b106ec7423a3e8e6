import { isStruct } from '@koji/common/is-struct';
import type { WireStruct, WireValue } from '@koji/common/wire/values';
import { atLeast } from '../../arguments.ts';
import { command } from '../../command.ts';
import { UsageError } from '../../errors.ts';
import { text, toggle } from '../../options/flag.ts';
import { prettyJson } from '../../output/json-pretty.ts';
import { prettyPython } from '../../output/python-pretty.ts';
import { parseJson, parsePython, plainValue, ValueSyntaxError } from '../../values/read-value.ts';

export const call = command({
  name: 'call',
  category: 'misc',
  summary: 'Execute an arbitrary XML-RPC call',
  usage: '[options] <name> [<arg> ...]',
  notes: `Arguments of the form NAME=VALUE are passed by name.
The global option --noauth makes the call without a login.`,
  login: 'required',
  exactNumbers: true,
  args: atLeast(1),
  flags: {
    python: toggle('-p --python', 'arguments are Python literals'),
    kwargs: text('--kwargs', 'arguments by name as a dictionary (implies --python unless they are in JSON)'),
    json: toggle('-j --json', 'arguments and answer are JSON'),
    jsonInput: toggle('--json-input', 'arguments are JSON'),
    jsonOutput: toggle('--json-output', 'the answer is JSON'),
    bareStrings: toggle('-b --bare-strings', 'what is neither is text'),
  },
  async run({ session, out }, [method = '', ...words], { python, kwargs, json, jsonInput, jsonOutput, bareStrings }) {
    const isJson = json || jsonInput;
    if (python && isJson) throw new UsageError('The --python option conflicts with using --json-input');
    const parse = isJson ? parseJson : python || kwargs ? parsePython : plainValue;
    const read = (word: string) => readValue(word, parse, bareStrings);
    const named: WireStruct = kwargs ? requireStruct(read(kwargs)) : {};
    const positional: WireValue[] = [];
    for (const word of words) {
      const pair = /^([\p{L}_][\p{L}\p{N}_]*)=([\s\S]*)$/u.exec(word);
      if (pair) named[pair[1] as string] = read(pair[2] as string);
      else positional.push(read(word));
    }
    const answer = await session.call(method, positional, named);
    out.line(json || jsonOutput ? prettyJson(answer) : prettyPython(answer));
  },
});

function readValue(word: string, parse: (word: string) => WireValue, bareStrings: boolean): WireValue {
  try {
    return parse(word);
  } catch (error) {
    if (!(error instanceof ValueSyntaxError)) throw error;
    if (bareStrings) return word;
    throw new UsageError(`Invalid value: '${word}'`);
  }
}

function requireStruct(value: WireValue): WireStruct {
  if (!isStruct(value)) throw new UsageError('--kwargs takes a dictionary');
  return value;
}
