import vm from 'node:vm';
import { EarlyReturn } from './evaluation.ts';
import { replaceAll, replaceFirst } from './java-pattern.ts';
import { Json } from './json.ts';

/** What a handler finds in `ctx`: plain JSON, except for what only `info` shows. */
export interface HandlerContext {
  arguments: Record<string, unknown>;
  source: unknown;
  stash: Record<string, unknown>;
  identity: unknown;
  request: { headers: Record<string, string | string[]>; domainName: null };
  env: Record<string, string>;
  info: { fieldName: string; parentTypeName: string; variables: Record<string, unknown> };
  /** `selectionSetList` and `selectionSetGraphQL`, which `JSON.stringify(ctx.info)` leaves out. */
  selection: { list(): string[]; graphql(): string };
  result?: Json;
  prev?: { result: Json };
  error?: { message: string; type: string };
}

export interface HandlerResult {
  value: Json;
  stash: Record<string, unknown>;
  /** Set when the handler ended in `runtime.earlyReturn()`. */
  early?: { skipTo: 'END' | 'NEXT' | undefined };
}

export type Handler = (ctx: unknown) => unknown;

/** The world of one bundle: its own built-in objects, no access to ours, no code from strings. */
export interface Realm {
  /** Runs a function body inside; what it returns are the bundle's exports. */
  load(body: string, options: { name: string; parameters: string[]; values: unknown[] }): Record<string, Handler>;
  /** Calls a handler with a copy of `input`. Nothing that it changes but the stash outlives the call. */
  run(handler: Handler, input: HandlerContext): HandlerResult;
}

/** Quota: bytes of what a handler returns. */
const mostOutput = 5 * 1024 * 1024;

interface Builtins {
  JSON: { parse: (text: string) => unknown; stringify: (value: unknown) => string | undefined };
  Object: { defineProperties: (of: unknown, properties: PropertyDescriptorMap) => void };
  String: { prototype: unknown };
}

export function createRealm(globals: Record<string, unknown>): Realm {
  const context = vm.createContext({ ...globals }, { codeGeneration: { strings: false, wasm: false } });
  const builtins = vm.runInContext('({ JSON, Object, String })', context) as Builtins;
  const { parse, stringify } = builtins.JSON;
  documentedDifferences(builtins);

  const copyIn = (value: unknown): unknown => parse(JSON.stringify(value));
  /** What may be large and few handlers look at is copied when they do. */
  const onDemand = (owner: unknown, name: string, copy: () => unknown, writable = true) => {
    let made: { value: unknown } | undefined;
    const get = () => (made ??= { value: copy() }).value;
    const set = (value: unknown) => void (made = { value });
    builtins.Object.defineProperties(owner, {
      [name]: { get, ...(writable && { set }), enumerable: true, configurable: writable },
    });
  };
  const contextOf = ({ selection, source, result, prev, ...input }: HandlerContext): Record<string, unknown> => {
    const ctx = copyIn({ ...input, ...(prev && { prev: {} }) }) as Record<string, unknown>;
    builtins.Object.defineProperties(ctx, {
      args: { value: ctx['arguments'], enumerable: true },
      stash: { value: ctx['stash'], enumerable: true, writable: false, configurable: false },
    });
    // Fields of a list share large parents.
    onDemand(ctx, 'source', () => copyIn(source), false);
    if (result) onDemand(ctx, 'result', () => parse(result.text));
    if (prev) onDemand(ctx['prev'], 'result', () => parse(prev.result.text));
    builtins.Object.defineProperties(ctx['info'], {
      selectionSetList: { get: () => selection.list() },
      selectionSetGraphQL: { get: () => selection.graphql() },
    });
    return ctx;
  };
  const copyOut = (value: unknown): Json => {
    const text = stringify(value) ?? 'null';
    if (text.length > mostOutput) throw new Error('the output of a handler is larger than 5 MB');
    return Json.read(text);
  };

  return {
    load(body, { name, parameters, values }) {
      const options = { parsingContext: context, filename: `${name}.js` };
      const build = vm.compileFunction(body, parameters, options) as (...values: unknown[]) => Record<string, Handler>;
      return build(...values);
    },
    run(handler, input) {
      const ctx = contextOf(input);
      const { value, ...outcome } = call(handler, ctx);
      return { ...outcome, value: copyOut(value), stash: copyOut(ctx['stash']).value as Record<string, unknown> };
    },
  };
}

function call(handler: Handler, ctx: unknown): { value: unknown } & Pick<HandlerResult, 'early'> {
  try {
    return { value: handler(ctx) };
  } catch (error) {
    if (error instanceof EarlyReturn) return { value: error.value, early: { skipTo: error.skipTo } };
    throw error;
  }
}

/** Bad JSON parses to a blank string, and `replace` takes Java's patterns, as AppSync documents it. */
function documentedDifferences(builtins: Builtins): void {
  const { parse } = builtins.JSON;
  builtins.JSON.parse = (text) => {
    try {
      return parse(text);
    } catch {
      return '';
    }
  };
  const method = (replace: typeof replaceAll) => ({
    value(this: string, pattern: string, replacement: string) {
      return replace(this, pattern, replacement);
    },
  });
  const methods = { replace: method(replaceFirst), replaceAll: method(replaceAll) };
  builtins.Object.defineProperties(builtins.String.prototype, methods);
}
