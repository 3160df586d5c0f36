import { getNamedType, getNullableType, GraphQLError, isObjectType, type ASTNode, type GraphQLSchema } from 'graphql';
import { FieldError, type ErrorEntry, type Location } from '../errors.ts';

type Path = readonly (string | number)[];

export function locationsOf(nodes: readonly ASTNode[] | undefined): Location[] | null {
  const locations = (nodes ?? []).flatMap(({ loc }) =>
    loc ? [{ line: loc.startToken.line, column: loc.startToken.column, sourceName: null }] : [],
  );
  return locations.length > 0 ? locations : null;
}

/** A validation error, or another that is known before anything runs. */
export function requestEntry({ message, nodes }: GraphQLError): ErrorEntry {
  return { path: null, locations: locationsOf(nodes), message };
}

/** What a resolver failed with: AppSync puts its details beside the message, not into `extensions`. */
export function fieldEntry(error: FieldError, path: Path, nodes: readonly ASTNode[]): ErrorEntry {
  return {
    path,
    data: error.data,
    errorType: error.errorType,
    errorInfo: error.errorInfo,
    locations: locationsOf(nodes),
    message: error.message,
  };
}

/** An error of the execution; `log` hears of those that are no fault of the request. */
export function executionEntry(error: GraphQLError, schema: GraphQLSchema, log: (error: Error) => void): ErrorEntry {
  const path = error.path ?? [];
  if (error.originalError instanceof FieldError) return fieldEntry(error.originalError, path, error.nodes ?? []);
  const message = reword(error, path, schema);
  if (message !== undefined) return { path, locations: null, message };
  log(error.originalError ?? error);
  const failure = new FieldError('Internal failure', { errorType: 'InternalFailure' });
  return fieldEntry(failure, path, error.nodes ?? []);
}

/** graphql-js's message in graphql-java's words. */
function reword({ message, originalError }: GraphQLError, path: Path, schema: GraphQLSchema): string | undefined {
  const place = path.reduce<string>(
    (text, step) => text + (typeof step === 'number' ? `[${String(step)}]` : `/${step}`),
    '',
  );
  const [, typeName, fieldName] = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/.exec(message) ?? [];
  if (typeName && fieldName) {
    const type = typeOf(schema, typeName, fieldName, typeof path.at(-1) === 'number');
    return `Cannot return null for non-nullable type: '${type}' within parent '${typeName}' (${place})`;
  }
  if (message.startsWith('Expected Iterable')) {
    return `Can't resolve value (${place}) : type mismatch error, expected type LIST`;
  }
  const [, enumName, value] = /^Enum "(\w+)" cannot represent value: (.*)$/.exec(message) ?? [];
  if (enumName) {
    return `Can't serialize value (${place}) : Invalid input for Enum '${enumName}'. No value found for name ${String(value)}`;
  }
  return originalError instanceof GraphQLError ? `Can't serialize value (${place}) : ${message}` : undefined;
}

function typeOf(schema: GraphQLSchema, typeName: string, fieldName: string, ofItem: boolean): string {
  const parent = schema.getType(typeName);
  const field = isObjectType(parent) ? parent.getFields()[fieldName] : undefined;
  if (!field) return '';
  return ofItem ? getNamedType(field.type).name : String(getNullableType(field.type));
}
