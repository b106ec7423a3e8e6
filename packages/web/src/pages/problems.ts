/** A page that cannot be shown as asked; the status is that of the HTTP answer. */
export class PageProblem extends Error {
  override name = 'PageProblem';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The address cannot be understood. */
export function badRequest(message: string): PageProblem {
  return new PageProblem(400, message);
}
/** There is no such thing: `notFound('build', 5)`. */
export function notFound(kind: string, key: string | number): PageProblem {
  return new PageProblem(404, `There is no ${kind} ${typeof key === 'number' ? `with the id ${key}` : `“${key}”`}.`);
}
/** Answers the thing, or says that it does not exist. */
export function found<T>(thing: T | null | undefined, kind: string, key: string | number): T {
  if (thing === null || thing === undefined) throw notFound(kind, key);
  return thing;
}

/** Sends the visitor to another page of ours, named as below the prefix. */
export class Redirect extends Error {
  override name = 'Redirect';
  readonly page: string;
  constructor(page: string) {
    super(`see ${page}`);
    this.page = page;
  }
}
