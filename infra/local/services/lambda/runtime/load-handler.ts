import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction, constants } from 'node:vm';
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
  const exported = await load(file, taskRoot);
  const handler = isObject(exported) ? (exported[member] ?? memberOf(exported['default'], member)) : undefined;
  if (!isHandler(handler)) throw new LoadError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  return handler;
}

async function load(file: string, taskRoot: string): Promise<unknown> {
  try {
    return isModule(file, taskRoot) ? await import(pathToFileURL(file).href) : loadCommonJs(file);
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

/** In `/var/task` there is no package.json above the code, so `.js` is CommonJS unless the code brings its own. */
function isModule(file: string, taskRoot: string): boolean {
  if (!file.endsWith('.js')) return file.endsWith('.mjs');
  const own = path.join(taskRoot, 'package.json');
  return existsSync(own) && /"type"\s*:\s*"module"/.test(readFileSync(own, 'utf8'));
}

function loadCommonJs(file: string): unknown {
  const module: { exports: unknown } = { exports: {} };
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname'];
  const run = compileFunction(readFileSync(file, 'utf8'), parameters, {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  run.call(module.exports, module.exports, createRequire(file), module, file, path.dirname(file));
  return module.exports;
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
