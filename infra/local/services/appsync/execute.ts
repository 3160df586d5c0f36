import {
  execute,
  getVariableValues,
  responsePathAsArray,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type OperationDefinitionNode,
} from 'graphql';
import type { Path } from 'graphql/jsutils/Path.js';
import { isRecord } from '../../assembly/record.ts';
import { AwsError } from '../service.ts';
import type { Api } from './api.ts';
import type { Caller } from './caller.ts';
import { FieldError, RequestError, type ErrorEntry } from './errors.ts';
import { Documents } from './graphql/document.ts';
import { executionEntry, fieldEntry } from './graphql/error-entries.ts';
import { fragmentsOf, operationOf } from './graphql/operations.ts';
import { eachField } from './graphql/schema.ts';
import { responseKey, selectedFields, type SelectionScope } from './graphql/selection.ts';
import { variableErrors, withAbsentVariables } from './graphql/variables.ts';
import type { Operation } from './resolver.ts';

/** A GraphQL request, from whichever way it came. */
export interface GraphQLRequest {
  query: string;
  operationName?: string | undefined;
  variables: Record<string, unknown>;
  caller: Caller;
  headers: Record<string, string | string[]>;
}

export interface GraphQLResponse {
  data: Record<string, unknown> | null;
  errors?: ErrorEntry[];
}

/** A request whose document is valid, and whose caller may call its root fields. */
export interface PreparedRequest extends GraphQLRequest {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  scope: SelectionScope;
}

/** What running a request gave, beside the response. */
export interface Execution {
  response: GraphQLResponse;
  operation: Operation;
}

/** Runs requests against the API. */
export interface Engine {
  /** Gives the errors of a request that is no valid one. Throws a {@link RequestError} for one that is refused. */
  prepare(request: GraphQLRequest): PreparedRequest | ErrorEntry[];
  run(request: PreparedRequest): Promise<Execution>;
  /** Gives a subscriber what it selected out of what was published under `fieldName`. */
  select(request: PreparedRequest, fieldName: string, published: unknown): Promise<GraphQLResponse>;
}

/** `introspection`: whether the schema can be asked for; as the template says by default. */
export function createEngine(
  api: Api,
  introspection = api.configuration.api.IntrospectionConfig === 'ENABLED',
): Engine {
  const { schema } = api;
  const documents = new Documents(schema, { introspection });
  eachField(schema, (type, field) => {
    field.resolve = fieldResolver(api, type, field);
  });
  return {
    prepare(request) {
      const { document, errors } = documents.read(request.query);
      if (errors.length > 0) return errors;
      const definition = operationOf(document, request.operationName);
      const wrong = variableErrors(schema, definition, request.variables);
      if (wrong.length > 0) return wrong;
      const { coerced } = getVariableValues(schema, definition.variableDefinitions ?? [], request.variables);
      const scope = { schema, fragments: fragmentsOf(document), variables: coerced ?? {} };
      const prepared = { ...request, document, definition, scope };
      authorizeRootFields(prepared, api);
      return prepared;
    },
    run: (request) => runOperation(api, request, {}, false),
    async select(request, fieldName, published) {
      const { response } = await runOperation(api, request, { [fieldName]: published }, true);
      return response;
    },
  };
}

async function runOperation(
  api: Api,
  request: PreparedRequest,
  rootValue: Record<string, unknown>,
  published: boolean,
): Promise<Execution> {
  const { document, definition, variables, caller, headers } = request;
  const operation: Operation = {
    caller,
    headers,
    variables,
    appended: [],
    invalidations: [],
    resolversRun: 0,
    published,
  };
  const result = await execute({
    schema: api.schema,
    document,
    rootValue,
    contextValue: operation,
    variableValues: withAbsentVariables(definition, variables),
    ...(definition.name ? { operationName: definition.name.value } : {}),
  });
  return { response: responseOf(api, result, operation), operation };
}

function responseOf(
  { schema, cloud }: Api,
  { data, errors = [] }: ExecutionResult,
  operation: Operation,
): GraphQLResponse {
  const log = (error: Error) => {
    cloud.log({ service: 'appsync', level: 'error', message: error.stack ?? error.message });
  };
  const entries = [
    ...operation.appended.map(({ error, info }) => fieldEntry(error, responsePathAsArray(info.path), info.fieldNodes)),
    ...errors.map((error) => executionEntry(error, schema, log)),
  ];
  return { data: data ?? null, ...(entries.length > 0 ? { errors: entries } : {}) };
}

type Resolve = (source: unknown, args: Record<string, unknown>, context: unknown, info: GraphQLResolveInfo) => unknown;

/** Depth and authorization first; then the template's resolver, or the parent's member of the same name. */
function fieldResolver(api: Api, type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): Resolve {
  const resolver = api.resolvers.get(`${type.name}.${field.name}`);
  const { QueryDepthLimit, ResolverCountLimit } = api.configuration.api;
  const depthLimit = QueryDepthLimit || Infinity;
  const limit = ResolverCountLimit || 10_000;
  return (source, args, context, info) => {
    const operation = context as Operation;
    if (depthOf(info) > depthLimit) {
      const errorType = 'QueryDepthLimitReached';
      throw new FieldError(`The field lies deeper than ${String(depthLimit)} levels.`, { errorType });
    }
    if (!api.mayHave(operation.caller, type, field)) throw FieldError.unauthorized(type.name, field.name);
    if (!resolver || operation.published) return isRecord(source) ? source[field.name] : undefined;
    operation.resolversRun += 1;
    if (operation.resolversRun > limit) {
      const errorType = 'ResolverExecutionLimitReached';
      throw new FieldError(`More than ${String(limit)} resolvers would have to run.`, { errorType });
    }
    return resolver({ source, args, info, operation });
  };
}

/** A root field has depth 1; the items of a list have that of the list. */
function depthOf({ path }: GraphQLResolveInfo): number {
  let depth = 0;
  for (let step: Path | undefined = path; step; step = step.prev) if (typeof step.key === 'string') depth += 1;
  return depth;
}

/** IAM callers need `appsync:GraphQL` on each root field. */
function authorizeRootFields(
  { caller, definition, scope }: PreparedRequest,
  { configuration, schema, cloud }: Api,
): void {
  if (caller.mode !== 'AWS_IAM') return;
  const type = schema.getRootType(definition.operation);
  if (!type) return;
  for (const { name } of selectedFields(definition.selectionSet, type, scope)) {
    const resource = `${configuration.api.arn}/types/${type.name}/fields/${name.value}`;
    try {
      cloud.authorize(caller.principal, { action: 'appsync:GraphQL', resource });
    } catch (error) {
      // As seen in answers of AppSync to principals that may not call this field (amplify-cli#13712).
      if (error instanceof AwsError) throw RequestError.unauthorized('Permission denied');
      throw error;
    }
  }
}

/** Root fields of a mutation that succeeded, with what they answered. */
export function succeededFields(
  { definition, scope }: PreparedRequest,
  { data, errors = [] }: GraphQLResponse,
  type: GraphQLObjectType,
): { fieldName: string; answer: unknown; node: ReturnType<typeof selectedFields>[number] }[] {
  const failed = new Set(errors.map(({ path }) => path?.[0]));
  return selectedFields(definition.selectionSet, type, scope).flatMap((node) => {
    const key = responseKey(node);
    const answer = data?.[key] ?? null;
    return failed.has(key) || answer === null ? [] : [{ fieldName: node.name.value, answer, node }];
  });
}
