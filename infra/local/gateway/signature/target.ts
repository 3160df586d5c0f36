/** A request target in origin form, taken apart without the repairs that `URL` makes. */
export interface Target {
  path: string;
  /** Decoded; `+` is a space. */
  query: [name: string, value: string][];
}

/** Throws a URIError when the query is not well encoded. */
export function parseTarget(target: string): Target {
  const mark = target.indexOf('?');
  if (mark < 0) return { path: target, query: [] };
  const pairs = target.slice(mark + 1).split('&');
  return { path: target.slice(0, mark), query: pairs.filter((pair) => pair !== '').map(parsePair) };
}

function parsePair(pair: string): [string, string] {
  const [name = '', ...value] = pair.split('=');
  return [decode(name), decode(value.join('='))];
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
