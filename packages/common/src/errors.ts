/**
 * An error that travels as a fault. Each class has the code by which clients know it; the inheritance is part of the protocol,
 * because clients catch whole families (every AuthError ends a session). An error of no class of its own has code 1.
 */
export class KojiError extends Error {
  static readonly code: number = 1;
  readonly faultCode: number;

  constructor(message: string, options?: ErrorOptions & { readonly faultCode?: number }) {
    super(message, options);
    this.name = new.target.name;
    this.faultCode = options?.faultCode ?? new.target.code;
  }
}

/** A received fault whose code has no class here; `faultCode` is the received one. */
export class RemoteFault extends KojiError {}

/** An error meant for the user; the parent of every other Koji error. */
export class GenericError extends KojiError {
  static override readonly code: number = 1000;
}
/** Somebody else holds the lock: an upload in progress, a database lock. */
export class LockError extends GenericError {
  static override readonly code: number = 1001;
}
/** Bad credentials, no valid session, or not the host it claims to be. */
export class AuthError extends GenericError {
  static override readonly code: number = 1002;
}
/** A build cannot be tagged or untagged. */
export class TagError extends GenericError {
  static override readonly code: number = 1003;
}
/** A permission is missing or the policy says no. */
export class ActionNotAllowed extends GenericError {
  static override readonly code: number = 1004;
}
/** A build failed. */
export class BuildError extends GenericError {
  static override readonly code: number = 1005;
}
/** The user is locked by an exclusive session. */
export class AuthLockError extends AuthError {
  static override readonly code: number = 1006;
}
/** The session has expired; logging in again helps. */
export class AuthExpired extends AuthError {
  static override readonly code: number = 1007;
}
/** The call number is lower than the last one seen. */
export class SequenceError extends AuthError {
  static override readonly code: number = 1008;
}
/** The call number was used already and the call cannot be repeated safely. */
export class RetryError extends AuthError {
  static override readonly code: number = 1009;
}
/** A check before the build failed. */
export class PreBuildError extends BuildError {
  static override readonly code: number = 1010;
}
/** A check after the build failed. */
export class PostBuildError extends BuildError {
  static override readonly code: number = 1011;
}
/** The buildroot could not be made or used. */
export class BuildrootError extends BuildError {
  static override readonly code: number = 1012;
}
/** The call does not exist any more. */
export class FunctionDeprecated extends GenericError {
  static override readonly code: number = 1013;
}
/** The hub is down for maintenance, or its database is. */
export class ServerOffline extends GenericError {
  static override readonly code: number = 1014;
}
/** A live CD could not be made. */
export class LiveCDError extends GenericError {
  static override readonly code: number = 1015;
}
/** A plugin could not be registered. */
export class PluginError extends GenericError {
  static override readonly code: number = 1016;
}
/** A plugin's callback failed. */
export class CallbackError extends PluginError {
  static override readonly code: number = 1017;
}
/** An appliance could not be made. */
export class ApplianceError extends GenericError {
  static override readonly code: number = 1018;
}
/** The arguments do not fit the method. */
export class ParameterError extends GenericError {
  static override readonly code: number = 1019;
}
/** What was to be imported is refused. */
export class ImportError extends GenericError {
  static override readonly code: number = 1020;
}
/** The configuration cannot be read or makes no sense. */
export class ConfigurationError extends GenericError {
  static override readonly code: number = 1021;
}
/** Live media could not be made. */
export class LiveMediaError extends GenericError {
  static override readonly code: number = 1022;
}
/** Kerberos authentication failed on the client's side. */
export class GSSAPIAuthError extends AuthError {
  static override readonly code: number = 1023;
}
/** Reserved by the protocol for refused names; the hub answers GenericError. */
export class NameValidationError extends GenericError {
  static override readonly code: number = 1024;
}

const classes = [
  GenericError,
  LockError,
  AuthError,
  TagError,
  ActionNotAllowed,
  BuildError,
  AuthLockError,
  AuthExpired,
  SequenceError,
  RetryError,
  PreBuildError,
  PostBuildError,
  BuildrootError,
  FunctionDeprecated,
  ServerOffline,
  LiveCDError,
  PluginError,
  CallbackError,
  ApplianceError,
  ParameterError,
  ImportError,
  ConfigurationError,
  LiveMediaError,
  GSSAPIAuthError,
  NameValidationError,
];
const classByCode = new Map(classes.map((errorClass) => [errorClass.code, errorClass]));

/** The error that a received fault stands for. Codes are matched exactly; those without a class become a RemoteFault. */
export function errorFromFault(faultCode: number, faultString: string): KojiError {
  const errorClass = classByCode.get(faultCode);
  return errorClass ? new errorClass(faultString) : new RemoteFault(faultString, { faultCode });
}
