import { GenericError } from '@koji/common/errors';
import { API_VERSION } from '@koji/common/types/states';
import { KOJI_VERSION } from '@koji/common/types/version';
import { anyone, method, optional, param, permitted, rest } from '../rpc/method.ts';
import { flag, text } from '../rpc/shapes.ts';
import { describeSettings, knownSettings } from './hub-settings.ts';
import { describeArguments, describeMethod } from './signature.ts';

export const echo = method({
  name: 'echo',
  doc: 'The given values.',
  access: anyone,
  readOnly: true,
  params: [rest('args')],
  run: (_call, { args }) => args,
});
export const hello = method({
  name: 'hello',
  doc: 'A greeting.',
  access: anyone,
  readOnly: true,
  params: [rest('args')],
  run: () => 'Hello World',
});
export const getAPIVersion = method({
  name: 'getAPIVersion',
  doc: 'The version of the API.',
  access: anyone,
  readOnly: true,
  params: [],
  run: () => API_VERSION,
});
export const getKojiVersion = method({
  name: 'getKojiVersion',
  doc: 'The version of Koji whose API this is.',
  access: anyone,
  readOnly: true,
  params: [],
  run: () => KOJI_VERSION,
});
export const mavenEnabled = method({
  name: 'mavenEnabled',
  doc: 'Whether Maven builds are supported.',
  access: anyone,
  readOnly: true,
  params: [],
  run: ({ config }) => config.enableMaven,
});
export const winEnabled = method({
  name: 'winEnabled',
  doc: 'Whether Windows builds are supported.',
  access: anyone,
  readOnly: true,
  params: [],
  run: ({ config }) => config.enableWin,
});
export const showOpts = method({
  name: 'showOpts',
  doc: 'The hub’s settings as text, or as a struct. Passwords are masked.',
  access: permitted('admin'),
  readOnly: true,
  params: [optional('as_string', flag, true)],
  run: ({ config, policies }, { as_string }) => (as_string ? describeSettings(config) : knownSettings(config, policies)),
});

export const error = method({
  name: 'error',
  doc: 'For tests of clients: a fault that was meant.',
  access: anyone,
  readOnly: true,
  params: [],
  run(): null {
    throw new GenericError('test error');
  },
});
export const fault = method({
  name: 'fault',
  doc: 'For tests of clients: a fault that nobody foresaw.',
  access: anyone,
  readOnly: true,
  params: [],
  run(): null {
    throw new Error('test exception');
  },
});

export const _listapi = method({
  name: '_listapi',
  doc: 'Every method with its arguments and what it does.',
  access: anyone,
  readOnly: true,
  params: [],
  run: ({ methods }) => [...methods.values()].filter((each) => !isBatch(each.name)).map(describeMethod),
});
export const listMethods = method({
  name: 'system.listMethods',
  doc: 'Names of all methods.',
  access: anyone,
  readOnly: true,
  params: [],
  run: ({ methods }) => [...methods.keys()].filter((name) => !isBatch(name)),
});
/** The calls that carry others are part of the protocol, not of the list. */
function isBatch(name: string): boolean {
  return name === 'multiCall' || name === 'system.multicall';
}
export const methodHelp = method({
  name: 'system.methodHelp',
  doc: 'How a method is called and what it does; empty for unknown ones.',
  access: anyone,
  readOnly: true,
  params: [param('method', text)],
  run({ methods }, { method: name }) {
    const found = methods.get(name);
    return found ? `${name}${describeArguments(found)}\ndescription: ${found.doc}` : '';
  },
});
export const methodSignature = method({
  name: 'system.methodSignature',
  doc: 'Not told by this server.',
  access: anyone,
  readOnly: true,
  params: [param('method', text)],
  run: () => 'signatures not supported',
});
