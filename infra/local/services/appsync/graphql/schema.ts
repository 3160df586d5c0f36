import {
  concatAST,
  extendSchema,
  getNamedType,
  GraphQLDirective,
  GraphQLList,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  parse,
  specifiedDirectives,
  DirectiveLocation,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { awsScalars } from './scalars.ts';

const names = new GraphQLList(GraphQLString);
const onTypesAndFields = [DirectiveLocation.OBJECT, DirectiveLocation.FIELD_DEFINITION];

const awsDirectives = [
  ...['aws_api_key', 'aws_iam', 'aws_oidc', 'aws_lambda'].map(
    (name) => new GraphQLDirective({ name, locations: onTypesAndFields }),
  ),
  new GraphQLDirective({
    name: 'aws_cognito_user_pools',
    locations: onTypesAndFields,
    args: { cognito_groups: { type: names } },
  }),
  new GraphQLDirective({
    name: 'aws_auth',
    locations: [DirectiveLocation.FIELD_DEFINITION],
    args: { cognito_groups: { type: names } },
  }),
  new GraphQLDirective({
    name: 'aws_subscribe',
    locations: [DirectiveLocation.FIELD_DEFINITION],
    args: { mutations: { type: new GraphQLNonNull(names) } },
  }),
];

/** Quota: characters of a schema. */
const mostSchema = 1024 * 1024;

/** Reads a schema as AppSync does: its scalars and directives are there, others cannot be made. Throws. */
export function buildApiSchema(definition: string): GraphQLSchema {
  if (definition.length > mostSchema) throw new Error('the schema is larger than 1 MB');
  const known = new GraphQLSchema({ types: awsScalars, directives: [...specifiedDirectives, ...awsDirectives] });
  const schema = extendSchema(known, withRoots(parse(definition)));
  if (!schema.getQueryType()) throw new Error('the schema has no Query type');
  for (const type of Object.values(schema.getTypeMap())) {
    if (isScalarType(type) && !isSpecifiedScalarType(type) && !awsScalars.some(({ name }) => name === type.name)) {
      throw new Error(`the scalar ${type.name} is not emulated`);
    }
  }
  checkSubscriptions(schema);
  return schema;
}

/** A schema without a `schema` block has the usual names. */
function withRoots(document: DocumentNode): DocumentNode {
  if (document.definitions.some(({ kind }) => kind === Kind.SCHEMA_DEFINITION)) return document;
  const roots = document.definitions.flatMap((each) =>
    each.kind === Kind.OBJECT_TYPE_DEFINITION && /^(Query|Mutation|Subscription)$/.test(each.name.value)
      ? [`${each.name.value.toLowerCase()}: ${each.name.value}`]
      : [],
  );
  return roots.length > 0 ? concatAST([document, parse(`schema { ${roots.join(' ')} }`)]) : document;
}

/** A subscription returns what the mutations that trigger it return. */
function checkSubscriptions(schema: GraphQLSchema): void {
  for (const [mutation, fields] of subscriptionsByMutation(schema)) {
    const triggered = schema.getMutationType()?.getFields()[mutation];
    for (const field of fields) {
      if (!triggered) throw new Error(`Subscription.${field.name} subscribes to ${mutation}, which is no mutation`);
      if (getNamedType(triggered.type) !== getNamedType(field.type)) {
        throw new Error(`Subscription.${field.name} and Mutation.${mutation} have to return the same type`);
      }
    }
  }
}

/** The fields of `Subscription` by the mutation that triggers them. */
export function subscriptionsByMutation(schema: GraphQLSchema): Map<string, GraphQLField<unknown, unknown>[]> {
  const found = new Map<string, GraphQLField<unknown, unknown>[]>();
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    for (const mutation of directives(field).flatMap((each) => stringArgument(each, 'aws_subscribe', 'mutations'))) {
      found.set(mutation, [...(found.get(mutation) ?? []), field]);
    }
  }
  return found;
}

/** The directives that the schema puts on a type or a field. */
export function directives(of: GraphQLObjectType | GraphQLField<unknown, unknown>): readonly ConstDirectiveNode[] {
  const extensions = 'extensionASTNodes' in of ? of.extensionASTNodes.flatMap((node) => node.directives ?? []) : [];
  return [...(of.astNode?.directives ?? []), ...extensions];
}

/** The strings of a list argument, if the directive is the one named; one string counts as a list. */
export function stringArgument(directive: ConstDirectiveNode, name: string, argument: string): string[] {
  if (directive.name.value !== name) return [];
  const value = directive.arguments?.find((each) => each.name.value === argument)?.value;
  const values = value?.kind === Kind.LIST ? value.values : [value];
  return values.flatMap((each) => (each?.kind === Kind.STRING ? [each.value] : []));
}

/** Calls `visit` for each field of the API's own object types. */
export function eachField(
  schema: GraphQLSchema,
  visit: (type: GraphQLObjectType, field: GraphQLField<unknown, unknown>) => void,
): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) visit(type, field);
  }
}
