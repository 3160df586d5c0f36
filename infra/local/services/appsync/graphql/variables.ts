import {
  coerceInputValue,
  isInputType,
  isNonNullType,
  Kind,
  typeFromAST,
  type GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import type { ErrorEntry } from '../errors.ts';
import { locationsOf } from './error-entries.ts';

type Variables = Record<string, unknown>;

/** Checks the values given for an operation's variables; the first thing wrong with each, worded as by AppSync. */
export function variableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  given: Variables,
): ErrorEntry[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type);
    return isInputType(type) ? (problemWith(definition, type, given) ?? []) : [];
  });
}

function problemWith(
  definition: VariableDefinitionNode,
  type: GraphQLInputType,
  given: Variables,
): ErrorEntry | undefined {
  const name = definition.variable.name.value;
  const value = given[name] ?? null;
  const located = (message: string): ErrorEntry => ({ path: null, locations: locationsOf([definition]), message });
  if (value === null) {
    const optional = !isNonNullType(type) || (definition.defaultValue && !Object.hasOwn(given, name));
    return optional ? undefined : located(nullMessage(name, String(type)));
  }
  const problems: ErrorEntry[] = [];
  coerceInputValue(value, type, (path, invalid, error) => {
    const undefinedIn = /is not defined by type "(\w+)"/.exec(error.message)?.[1];
    problems.push(undefinedIn ? undefinedField(name, undefinedIn) : located(reword(name, path, invalid, error)));
  });
  return problems[0];
}

function undefinedField(name: string, type: string): ErrorEntry {
  const message = `The variables ${name} contains a field that is not defined for input object type '${type}' `;
  return { path: null, locations: null, message };
}

function nullMessage(name: string, type: string): string {
  return `Variable '${name}' has coerced Null value for NonNull type '${type}'`;
}

function reword(name: string, path: readonly (string | number)[], invalid: unknown, error: GraphQLError): string {
  const missing = /of required type "(.+)" was not provided|non-nullable type "(.+)" not to be null/.exec(
    error.message,
  );
  if (missing) return nullMessage(name, missing[1] ?? missing[2] ?? '');
  const place = path.filter((each) => typeof each === 'string').at(-1) ?? name;
  return `Variable '${place}' has an invalid value. ${explain(invalid, error.message)}`;
}

function explain(invalid: unknown, message: string): string {
  const [, enumName] = /^Value .* does not exist in "(\w+)" enum/.exec(message) ?? [];
  if (enumName) return `Invalid input for Enum '${enumName}'. No value found for name '${String(invalid)}'`;
  const [, expected] = /^(\w+) cannot represent/.exec(message) ?? /^Expected type "(\w+)" to be/.exec(message) ?? [];
  return expected ? `Expected type '${expected}' but was '${javaType(invalid)}'.` : message;
}

function javaType(value: unknown): string {
  if (Array.isArray(value)) return 'ArrayList';
  if (typeof value === 'number') return Number.isInteger(value) ? 'Integer' : 'Double';
  if (typeof value === 'object') return 'LinkedHashMap';
  return typeof value === 'string' ? 'String' : 'Boolean';
}

/**
 * The variables as resolvers find them. AppSync makes an explicit null of a nullable variable that was left out
 * (aws-appsync-community#348).
 */
export function withAbsentVariables(operation: OperationDefinitionNode, given: Variables): Variables {
  const absent = (operation.variableDefinitions ?? []).filter(({ defaultValue, type, variable }) => {
    return !defaultValue && type.kind !== Kind.NON_NULL_TYPE && given[variable.name.value] === undefined;
  });
  return { ...given, ...Object.fromEntries(absent.map(({ variable }) => [variable.name.value, null])) };
}
