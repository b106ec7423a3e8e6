import { expect, test } from 'vitest';
import * as errors from './errors.ts';

const { errorFromFault, GenericError, KojiError, RemoteFault } = errors;
const parents: [code: number, name: string, parent: string][] = [
  [1000, 'GenericError', 'KojiError'],
  [1001, 'LockError', 'GenericError'],
  [1002, 'AuthError', 'GenericError'],
  [1003, 'TagError', 'GenericError'],
  [1004, 'ActionNotAllowed', 'GenericError'],
  [1005, 'BuildError', 'GenericError'],
  [1006, 'AuthLockError', 'AuthError'],
  [1007, 'AuthExpired', 'AuthError'],
  [1008, 'SequenceError', 'AuthError'],
  [1009, 'RetryError', 'AuthError'],
  [1010, 'PreBuildError', 'BuildError'],
  [1011, 'PostBuildError', 'BuildError'],
  [1012, 'BuildrootError', 'BuildError'],
  [1013, 'FunctionDeprecated', 'GenericError'],
  [1014, 'ServerOffline', 'GenericError'],
  [1015, 'LiveCDError', 'GenericError'],
  [1016, 'PluginError', 'GenericError'],
  [1017, 'CallbackError', 'PluginError'],
  [1018, 'ApplianceError', 'GenericError'],
  [1019, 'ParameterError', 'GenericError'],
  [1020, 'ImportError', 'GenericError'],
  [1021, 'ConfigurationError', 'GenericError'],
  [1022, 'LiveMediaError', 'GenericError'],
  [1023, 'GSSAPIAuthError', 'AuthError'],
  [1024, 'NameValidationError', 'GenericError'],
];

test.each(parents)('fault %i is %s, a %s', (code, name, parent) => {
  const error = errorFromFault(code, 'why');
  expect(error).toMatchObject({ name, faultCode: code, message: 'why' });
  expect(Object.getPrototypeOf(error.constructor).name).toBe(parent);
});

test('no error class is missing from the list above', () => {
  const known = new Set(parents.map(([, name]) => name));
  const classes = Object.entries(errors).filter(([, value]) => value.prototype instanceof GenericError);
  expect(classes.filter(([name]) => !known.has(name))).toEqual([]);
});

test('a fault of another code keeps it', () => {
  expect(errorFromFault(4711, 'x')).toBeInstanceOf(RemoteFault);
  expect(errorFromFault(4711, 'x')).toMatchObject({ faultCode: 4711 });
  expect(new KojiError('x').faultCode).toBe(1);
  expect(new GenericError('x', { cause: 'y' })).toMatchObject({ cause: 'y', faultCode: 1000 });
});
