import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FunctionFailure } from './messages.ts';

export type Handler = (
  event: unknown,
  context: unknown,
  callback: (error: unknown, result?: unknown) => void,
) => unknown;

/** Code that cannot be loaded; carries what Lambda answers then. */
export class LoadError extends Error {
  readonly failure: FunctionFailure;
  constructor(errorType: string, errorMessage: string, cause?: unknown) {
    super(errorMessage, { cause });
    this.failure = { errorType, errorMessage, trace: [] };
  }
}

/** Loads `index.handler` from `index.mjs`, `index.cjs` or `index.js` in the folder. Throws a {@link LoadError}. */
export async function loadHandler(taskRoot: string, name: string): Promise<Handler> {
  const dot = name.lastIndexOf('.');
  const [module, member] = [name.slice(0, dot), name.slice(dot + 1)];
  const file = ['.js', '.mjs', '.cjs'].map((end) => path.join(taskRoot, module + end)).find(existsSync);
  if (!file) throw new LoadError('Runtime.ImportModuleError', `Error: Cannot find module '${module}'`);
  const exported = await load(file);
  const handler = isObject(exported) ? (exported[member] ?? memberOf(exported['default'], member)) : undefined;
  if (!isHandler(handler)) throw new LoadError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  return handler;
}

/** Whether it is CommonJS or an ES module, Node.js decides by its name and its package.json, as on AWS. */
async function load(file: string): Promise<unknown> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const message = `${error.name}: ${error.message}`;
    if (error instanceof SyntaxError) throw new LoadError('Runtime.UserCodeSyntaxError', message, error);
    if ('code' in error && /MODULE_NOT_FOUND$/.test(String(error.code))) {
      throw new LoadError('Runtime.ImportModuleError', message, error);
    }
    throw error;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function memberOf(value: unknown, member: string): unknown {
  return isObject(value) ? value[member] : undefined;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}
