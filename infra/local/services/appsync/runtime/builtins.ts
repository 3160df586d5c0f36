/**
 * The built-in objects that APPSYNC_JS documents, and of each the members. What only one of AWS's two lists allows
 * (the developer guide's, and the deny-list of `@aws-appsync/eslint-plugin`) counts as refused.
 */
export const builtinMembers: Record<string, ReadonlySet<string>> = {
  Object: new Set(['assign', 'entries', 'hasOwn', 'keys', 'values']),
  Number: new Set(['isFinite', 'isNaN']),
  Math: new Set(['random', 'min', 'max', 'round', 'floor', 'ceil']),
  JSON: new Set(['parse', 'stringify']),
  console: new Set(['log', 'error']),
};

export const builtinConstants: ReadonlySet<string> = new Set(['NaN', 'Infinity', 'undefined']);

/** Methods of strings and arrays that APPSYNC_JS documents. */
const documentedMethods = new Set([
  ...[
    'charAt',
    'concat',
    'endsWith',
    'indexOf',
    'lastIndexOf',
    'replace',
    'replaceAll',
    'slice',
    'split',
    'startsWith',
  ],
  ...['toLowerCase', 'toUpperCase', 'trim', 'trimEnd', 'trimStart', 'fill', 'flat', 'join', 'pop', 'push', 'reverse'],
  ...['shift', 'sort', 'splice', 'unshift', 'forEach', 'map', 'flatMap', 'filter', 'reduce', 'reduceRight', 'find'],
  ...['some', 'every', 'findIndex', 'findLast', 'findLastIndex'],
]);

/** Methods that JavaScript has and APPSYNC_JS does not. */
export const refusedMethods: ReadonlySet<string> = new Set(
  [String, Array, Number, Boolean, Object, Function]
    .flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype))
    .filter((name) => name !== 'length' && name !== 'name' && !documentedMethods.has(name)),
);
