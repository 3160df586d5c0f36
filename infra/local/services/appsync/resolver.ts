import { print, type GraphQLResolveInfo } from 'graphql';
import { authTypes, type Caller } from './caller.ts';
import type { DataSource } from './data-sources/data-source.ts';
import { compositeTypeOf, selectFrom, selectionSetList, type SelectionScope } from './graphql/selection.ts';
import { FieldError } from './errors.ts';
import type { SubscriptionFilter } from './realtime/filter.ts';
import type { Code } from './runtime/compile.ts';
import type { Evaluation, Invalidation } from './runtime/evaluation.ts';
import { mostInvalidations } from './runtime/extensions.ts';
import { Json } from './runtime/json.ts';
import type { HandlerContext, HandlerResult } from './runtime/realm.ts';

/** What all resolvers of one request share. */
export interface Operation {
  caller: Caller;
  /** Lower-case names; several of one name are a list. */
  headers: Record<string, string | string[]>;
  /** As the client sent them. */
  variables: Record<string, unknown>;
  /** Of `util.appendError()`. */
  appended: { error: FieldError; info: GraphQLResolveInfo }[];
  invalidations: Invalidation[];
  /** Of `extensions.setSubscriptionFilter()`; undefined when no resolver called it. */
  subscriptionFilter?: SubscriptionFilter | null;
  invalidationFilter?: SubscriptionFilter | null;
  /** How many resolvers have run. */
  resolversRun: number;
  /** Set for subscribers: fields are read from what was published, and no resolver runs. */
  published: boolean;
}

/** A field that is being resolved. */
export interface FieldRequest {
  source: unknown;
  args: Record<string, unknown>;
  info: GraphQLResolveInfo;
  operation: Operation;
}

export type ResolveField = (request: FieldRequest) => Promise<unknown>;

/** Code with the data source that it talks to: a UNIT resolver, or one function of a pipeline. */
export interface Step {
  /** ARN of the resolver or function. */
  arn: string;
  code: Code;
  dataSource: DataSource;
  maxBatchSize: number;
}

/** What resolvers take from the API and the machine. */
export interface Surroundings {
  env: Record<string, string>;
  now(): number;
  log(level: 'info' | 'error', message: string, resolver: string): void;
}

export function unitResolver(step: Step, surroundings: Surroundings): ResolveField {
  return async (request) => {
    const run = handlerRunner(request, surroundings);
    const { value, stash, early } = run(step.code, 'request', {});
    if (early) return value.value;
    const answer = await ask(step, value, request);
    return run(step.code, 'response', { stash, ...answer }).value.value;
  };
}

/** The resolver's own handlers around up to ten functions, which hand on their results and the stash. */
export function pipelineResolver(code: Code, functions: Step[], surroundings: Surroundings): ResolveField {
  return async (request) => {
    const run = handlerRunner(request, surroundings);
    const first = run(code, 'request', {});
    const last = first.early ? first : await runFunctions(functions, first, request, run);
    const answered = { stash: last.stash, result: last.value, prev: { result: last.value } };
    return run(code, 'response', answered).value.value;
  };
}

async function runFunctions(
  functions: Step[],
  first: HandlerResult,
  request: FieldRequest,
  run: RunHandler,
): Promise<HandlerResult> {
  let before = first;
  for (const step of functions) {
    const prev = { result: before.value };
    const asked = run(step.code, 'request', { stash: before.stash, prev });
    if (asked.early) {
      before = asked;
    } else {
      const answer = await ask(step, asked.value, request);
      before = run(step.code, 'response', { stash: asked.stash, prev, ...answer });
    }
    if (before.early?.skipTo === 'END') break;
  }
  return before;
}

type Answered = Pick<HandlerContext, 'result' | 'error'>;

async function ask(
  { arn, dataSource, maxBatchSize }: Step,
  { value }: Json,
  { operation }: FieldRequest,
): Promise<Answered> {
  const { result, error } = await dataSource.ask(value, { arn, maxBatchSize, operation });
  return { result: Json.of(result), ...(error && { error }) };
}

type RunHandler = (
  code: Code,
  handler: Evaluation['handler'],
  has: Partial<Pick<HandlerContext, 'stash' | 'result' | 'prev' | 'error'>>,
) => HandlerResult;

function handlerRunner(request: FieldRequest, surroundings: Surroundings): RunHandler {
  const { info, operation } = request;
  const context = contextOf(request, surroundings);
  return (code, handler, has) => {
    const evaluation: Evaluation = {
      now: () => surroundings.now(),
      typeName: info.parentType.name,
      fieldName: info.fieldName,
      handler,
      authType: authTypes[operation.caller.mode],
      log: (level, message) => {
        surroundings.log(level, message, `${info.parentType.name}.${info.fieldName}`);
      },
      appended: [],
      invalidations: [],
    };
    try {
      return code.run({ ...context, ...has }, evaluation);
    } catch (error) {
      throw error instanceof FieldError ? withSelectedData(error, info) : error;
    } finally {
      keepEffects(evaluation, request);
    }
  };
}

function contextOf({ source, args, info, operation }: FieldRequest, { env }: Surroundings): HandlerContext {
  const { selectionSet } = info.fieldNodes[0] ?? {};
  return {
    arguments: args,
    source: source ?? null,
    stash: {},
    identity: operation.caller.identity,
    request: { headers: operation.headers, domainName: null },
    env,
    info: { fieldName: info.fieldName, parentTypeName: info.parentType.name, variables: operation.variables },
    selection: {
      list: () => selectionSetList(selectionSet, compositeTypeOf(info.parentType, info.fieldName), scopeOf(info)),
      graphql: () => (selectionSet ? print(selectionSet) : ''),
    },
  };
}

function keepEffects(evaluation: Evaluation, { operation, info }: FieldRequest): void {
  const { subscriptionFilter, invalidationFilter } = evaluation;
  for (const error of evaluation.appended) operation.appended.push({ error: withSelectedData(error, info), info });
  operation.invalidations.push(...evaluation.invalidations);
  if (subscriptionFilter !== undefined) operation.subscriptionFilter = subscriptionFilter;
  if (invalidationFilter !== undefined) operation.invalidationFilter = invalidationFilter;
  if (operation.invalidations.length > mostInvalidations) {
    throw new FieldError(`A request can invalidate subscriptions ${String(mostInvalidations)} times at most.`, {
      errorType: 'BadRequestException',
    });
  }
}

/** The caller sees of an error's data what the field's selection set asks for. */
function withSelectedData(error: FieldError, info: GraphQLResolveInfo): FieldError {
  if (error.data === null) return error;
  const type = compositeTypeOf(info.parentType, info.fieldName);
  const data = selectFrom(error.data, info.fieldNodes[0]?.selectionSet, type, scopeOf(info));
  return new FieldError(error.message, { errorType: error.errorType, errorInfo: error.errorInfo, data });
}

function scopeOf({ schema, fragments, variableValues }: GraphQLResolveInfo): SelectionScope {
  return { schema, fragments, variables: variableValues };
}
