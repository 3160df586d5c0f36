import {
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  print,
  visit,
  type DocumentNode,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';

/** What is asked and answered in the example of an operation. */
export interface Example {
  variables: object;
  /** `data` of the answer. */
  answer: object;
}

export interface ApiDocumentParts {
  schema: GraphQLSchema;
  /** `schema/operations`. */
  documents: DocumentNode[];
  /** By the name of the field. */
  examples: Record<string, Example>;
  introduction: string;
}

/** `docs/api.md`: the schema's descriptions, with an example for each field of Query, Mutation and Subscription. */
export function apiDocument({ schema, documents, examples, introduction }: ApiDocumentParts): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
    (type) => type ?? [],
  );
  const definitions = documents.flatMap((document) => document.definitions);
  const operations = roots.flatMap((type) => [
    `## ${type.name}`,
    type.description ?? '',
    ...Object.values(type.getFields()).flatMap((field) => operationSection(type, field, definitions, examples)),
  ]);
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const types = Object.values(schema.getTypeMap()).filter(
    (type) =>
      !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !roots.some(({ name }) => name === type.name),
  );
  return [
    introduction,
    ...operations,
    '## Fragments',
    'What the examples select of the larger types; a request carries those that it names.',
    ...fragments.map((fragment) => fence('graphql', print(fragment))),
    '## Types',
    ...types.flatMap(typeSection),
  ].join('\n\n');
}

type Field = GraphQLField<unknown, unknown>;

function operationSection(
  type: GraphQLObjectType,
  field: Field,
  definitions: ApiDocumentParts['documents'][number]['definitions'],
  examples: ApiDocumentParts['examples'],
): string[] {
  const example = examples[field.name];
  const operation = definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION && asks(definition, field.name),
  );
  if (!operation || !example) throw new Error(`${type.name}.${field.name} needs a document and an example`);
  return [
    `### ${type.name}.${field.name}`,
    field.description ?? '',
    `For ${callersOf(field)}. Answers ${typeLink(field.type.toString())}.`,
    ...table(
      ['argument', 'type', ''],
      field.args.map((arg) => [`\`${arg.name}\``, typeLink(arg.type.toString()), arg.description]),
    ),
    fence('graphql', print(operation)),
    fence('json variables', JSON.stringify(example.variables, null, 2)),
    fence('json answer', JSON.stringify(example.answer, null, 2)),
  ];
}

function asks(definition: Parameters<typeof print>[0], field: string): boolean {
  let found = false;
  visit(definition, {
    Field(node) {
      found ||= node.name.value === field;
      return false;
    },
  });
  return found;
}

/** Who may ask for a field, in words. */
function callersOf({ astNode }: Field): string {
  const directives = astNode?.directives ?? [];
  const has = (name: string) => directives.some((directive) => directive.name.value === name);
  const admins = directives.some((directive) => print(directive).includes('"admins"'));
  if (admins) return 'admins';
  if (!has('aws_cognito_user_pools')) return 'the service itself';
  return has('aws_iam') ? 'people and apps' : 'people';
}

function typeSection(type: GraphQLNamedType): string[] {
  return [`### ${type.name}`, type.description ?? '', ...membersOf(type)];
}

function membersOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) {
    return table(
      ['value', ''],
      type.getValues().map(({ name, description }) => [`\`${name}\``, description]),
    );
  }
  if (isScalarType(type)) return [];
  if (!isObjectType(type) && !isInputObjectType(type))
    throw new Error(`${type.name} is of a kind that is not described`);
  const fields = Object.values<Field | GraphQLInputField>(type.getFields());
  return table(
    ['field', 'type', ''],
    fields.map((field) => [`\`${field.name}\``, typeLink(field.type.toString()), field.description]),
  );
}

const plain = new Set(['ID', 'String', 'Int', 'Float', 'Boolean']);

/** `[Analysis!]!` with a link to what is described below. */
function typeLink(type: string): string {
  const name = type.replace(/[[\]!]/g, '');
  return plain.has(name) ? `\`${type}\`` : `[\`${type}\`](#${name.toLowerCase()})`;
}

function table(header: string[], rows: (string | null | undefined)[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: (string | null | undefined)[]) =>
    `| ${cells.map((cell) => (cell ?? '').replaceAll('\n', ' ').replaceAll('|', '\\|')).join(' | ')} |`;
  return [[line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')];
}

function fence(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
