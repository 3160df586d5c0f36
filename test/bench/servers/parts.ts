/** Where a function is, as V8's profiler says it. */
interface Frame {
  functionName: string;
  url: string;
}

const waiting = new Set(['(idle)', '(root)']);

/** By the first that its file's path has in it. */
const places: readonly (readonly [string, string])[] = [
  ['/node_modules/dynalite/', 'table engine'],
  ['/node_modules/classic-level/', 'table engine'],
  ['/node_modules/abstract-level/', 'table engine'],
  ['/node_modules/level', 'table engine'],
  ['/node_modules/lazy/', 'table engine'],
  ['/node_modules/big.js/', 'table engine'],
  ['/local/services/dynamodb/', 'table engine'],
  ['/node_modules/graphql/', 'GraphQL'],
  ['/services/appsync/runtime/', 'resolvers'],
  ['/resolvers/', 'resolvers'],
  ['/services/appsync/data-sources/', 'data sources'],
  ['/services/appsync/', 'AppSync’s checks and requests'],
  ['/services/lambda/', 'functions'],
  ['/local/gateway/', 'front door: signatures, policies'],
  ['/node_modules/zod/', 'parsing at borders'],
  ['node:', 'Node.js'],
];

/** The part of a server that a function belongs to; undefined while nothing is done. */
export function partOf({ functionName, url }: Frame): string | undefined {
  if (waiting.has(functionName)) return undefined;
  if (functionName === '(garbage collector)') return 'garbage collection';
  const place = places.find(([path]) => url.includes(path));
  if (place) return place[1];
  return url === '' ? 'Node.js' : 'other';
}
