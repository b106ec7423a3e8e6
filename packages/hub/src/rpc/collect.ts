import type { AnyMethod } from './method.ts';

interface Declaration {
  readonly name: string;
  readonly access: object;
  readonly params: readonly unknown[];
  run(call: never, args: never): unknown;
}
type MethodsOf<Module> = { readonly [K in keyof Module as Module[K] extends Declaration ? Module[K]['name'] : never]: Module[K] };
type Intersect<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;

/** The methods declared in a set of modules, by their names on the wire. */
export type ApiOf<Domains extends object> = Intersect<MethodsOf<Domains[keyof Domains]>>;

/** Collects what modules declare; two methods of one name are a mistake of ours. */
export function collectMethods(domains: Readonly<Record<string, object>>): ReadonlyMap<string, AnyMethod> {
  const methods = new Map<string, AnyMethod>();
  for (const [domain, module] of Object.entries(domains)) {
    for (const declared of Object.values(module).filter(isMethod)) {
      if (methods.has(declared.name)) throw new Error(`${domain} declares ${declared.name} a second time`);
      methods.set(declared.name, declared);
    }
  }
  return methods;
}

function isMethod(value: unknown): value is AnyMethod {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'access' in value && 'params' in value && 'run' in value
  );
}
