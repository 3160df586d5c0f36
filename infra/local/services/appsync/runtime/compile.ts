import { FieldError } from '../errors.ts';
import type { Evaluation } from './evaluation.ts';
import { refusedFunctions } from './functions.ts';
import { createModules } from './modules.ts';
import { createRealm, type Handler, type HandlerContext, type HandlerResult } from './realm.ts';
import { globalModule, missingReferences, type Modules } from './references.ts';
import { refusedSyntax } from './refuse.ts';
import { exportedNames, limitLoop, moduleParameters, rewrite } from './rewrite.ts';
import { complaint, parseModule, type Complaint } from './syntax.ts';
import type { Program } from 'acorn';

/** Quota: bytes of code of one resolver or function. */
const mostCode = 32 * 1024;

/** The code of a resolver or a function, ready to run. */
export interface Code {
  /** Calls a handler and gives what it returned, as JSON knows it. Throws a {@link FieldError}. */
  run(context: HandlerContext, evaluation: Evaluation): HandlerResult;
}

/** Checks and loads a bundle. Throws an error that names `name`, the line and what is wrong. */
export function compile(code: string, name: string): Code {
  let current: Evaluation | undefined;
  const modules = createModules(() => {
    if (!current) throw new Error('the utilities of AppSync work inside handlers only');
    return current;
  });
  const program = check(code, name, modules);
  const realm = createRealm({ ...modules[globalModule], console: consoleOf(() => current) });
  const values = [modules, limitLoop];
  const handlers = realm.load(rewrite(code, program), { name, parameters: moduleParameters, values });
  return {
    run(context, evaluation) {
      current = evaluation;
      try {
        return realm.run(handlers[evaluation.handler] as Handler, context);
      } catch (error) {
        throw error instanceof FieldError ? error : runtimeError(error, name, evaluation);
      } finally {
        current = undefined;
      }
    },
  };
}

function check(code: string, name: string, modules: Modules): Program {
  const size = Buffer.byteLength(code);
  if (size > mostCode) throw new Error(`${name}: ${String(size)} bytes of code are more than ${String(mostCode)}`);
  const program = parse(code, name);
  const complaints = [
    ...refusedSyntax(program),
    ...refusedFunctions(program),
    ...missingReferences(program, modules),
    ...missingHandlers(program),
  ];
  if (complaints.length === 0) return program;
  const byLine = complaints.sort((a, b) => a.line - b.line || a.column - b.column);
  throw new Error(
    byLine.map((each) => `${name}:${String(each.line)}:${String(each.column)}: ${each.message}`).join('\n'),
  );
}

function parse(code: string, name: string): Program {
  try {
    return parseModule(code);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function missingHandlers(program: Program): Complaint[] {
  const exported = exportedNames(program);
  return ['request', 'response']
    .filter((handler) => !exported.has(handler))
    .map((handler) => complaint(program, `the handler ${handler} is not exported`));
}

function consoleOf(current: () => Evaluation | undefined): Record<'log' | 'error', (...values: unknown[]) => void> {
  const writer =
    (level: 'info' | 'error') =>
    (...values: unknown[]) =>
      current()?.log(
        level,
        values.map((value) => (typeof value === 'string' ? value : (jsonOf(value) ?? 'undefined'))).join(' '),
      );
  return { log: writer('info'), error: writer('error') };
}

function jsonOf(value: unknown): string | undefined {
  return JSON.stringify(value);
}

/** Says in the log what happened where; the caller learns as little as from AWS. */
function runtimeError(error: unknown, name: string, { log, handler }: Evaluation): FieldError {
  const stack = typeof error === 'object' && error !== null && 'stack' in error ? String(error.stack) : '';
  const [place] = /[^/\s(]+\.js:\d+:\d+/.exec(stack) ?? [];
  log('error', `${name} ${handler}${place ? ` at ${place}` : ''}: ${String(error)}`);
  return new FieldError('Runtime Error', { errorType: 'Code' });
}
