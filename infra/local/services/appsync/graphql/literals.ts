import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  isScalarType,
  Kind,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type ValueNode,
} from 'graphql';

/** What is wrong with a literal, as graphql-java words it; variables are checked with their values. */
export function wrongValue(value: ValueNode, type: GraphQLInputType, place: string): string | undefined {
  if (value.kind === Kind.VARIABLE) return undefined;
  const description = `argument '${place}' with value '${javaValue(value)}'`;
  const nullable = getNullableType(type);
  if (value.kind === Kind.NULL) return isNonNullType(type) ? `${description} must not be null` : undefined;
  if (isListType(nullable)) {
    const items = value.kind === Kind.LIST ? value.values : [value];
    return first(items, (item, i) => wrongValue(item, nullable.ofType, `${place}[${String(i)}]`));
  }
  if (isInputObjectType(nullable)) return wrongObject(value, nullable, place, description);
  return isLiteralOf(nullable, value) ? undefined : `${description} is not a valid '${String(nullable)}'`;
}

function wrongObject(
  value: ValueNode,
  type: GraphQLInputObjectType,
  place: string,
  description: string,
): string | undefined {
  if (value.kind !== Kind.OBJECT) return `${description} must be an object type`;
  const fields = type.getFields();
  const given = value.fields.map(({ name }) => name.value);
  const missing = Object.values(fields).filter((field) => isRequiredInputField(field) && !given.includes(field.name));
  if (missing.length > 0) {
    return `${description} is missing required fields '[${missing.map(({ name }) => name).join(', ')}]'`;
  }
  const unknown = given.find((name) => !fields[name]);
  if (unknown !== undefined) return `${description} contains a field not in '${type.name}': '${unknown}'`;
  return first(value.fields, (field) => {
    const definition = fields[field.name.value];
    return definition && wrongValue(field.value, definition.type, `${place}.${field.name.value}`);
  });
}

function isLiteralOf(type: GraphQLInputType, value: ValueNode): boolean {
  try {
    return (isScalarType(type) || isEnumType(type)) && type.parseLiteral(value, null) !== undefined;
  } catch {
    return false;
  }
}

function first<Item, Result>(
  items: readonly Item[],
  find: (item: Item, i: number) => Result | undefined,
): Result | undefined {
  for (const [i, item] of items.entries()) {
    const found = find(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A literal as Java's `toString` shows it. */
function javaValue(value: ValueNode): string {
  switch (value.kind) {
    case Kind.OBJECT: {
      const fields = value.fields.map(
        ({ name, value: each }) => `ObjectField{name='${name.value}', value=${javaValue(each)}}`,
      );
      return `ObjectValue{objectFields=[${fields.join(', ')}]}`;
    }
    case Kind.LIST:
      return `ArrayValue{values=[${value.values.map(javaValue).join(', ')}]}`;
    case Kind.NULL:
      return 'NullValue{}';
    case Kind.VARIABLE:
      return `VariableReference{name='${value.name.value}'}`;
    case Kind.ENUM:
      return `EnumValue{name='${value.value}'}`;
    case Kind.STRING:
      return `StringValue{value='${value.value}'}`;
    case Kind.INT:
    case Kind.FLOAT:
    case Kind.BOOLEAN:
      return `${value.kind}{value=${String(value.value)}}`;
  }
}
