import {
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isRecord } from '../../../assembly/record.ts';

/** What it takes to read a selection set: fragments and variables belong to the whole request. */
export interface SelectionScope {
  schema: GraphQLSchema;
  fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  variables: Record<string, unknown>;
}

/** The fields that a selection set asks of `type`: fragments opened, `@skip` and `@include` applied. */
export function selectedFields(
  selectionSet: SelectionSetNode | undefined,
  type: GraphQLCompositeType,
  scope: SelectionScope,
): FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((selection) => {
    if (!isIncluded(selection, scope)) return [];
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? scope.fragments[selection.name.value] : selection;
    return fragment && applies(fragment.typeCondition?.name.value, type, scope.schema)
      ? selectedFields(fragment.selectionSet, type, scope)
      : [];
  });
}

function isIncluded(selection: SelectionNode, { variables }: SelectionScope): boolean {
  if (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false;
}

function applies(condition: string | undefined, type: GraphQLCompositeType, schema: GraphQLSchema): boolean {
  if (condition === undefined || condition === type.name) return true;
  const other = schema.getType(condition);
  return isAbstractType(other) && isObjectType(type) && schema.isSubType(other, type);
}

/** The type of what a field holds, if that has fields of its own. */
export function compositeTypeOf(type: GraphQLCompositeType, fieldName: string): GraphQLCompositeType | undefined {
  const field = 'getFields' in type ? type.getFields()[fieldName] : undefined;
  const named = field && getNamedType(field.type);
  return isCompositeType(named) ? named : undefined;
}

/** `ctx.info.selectionSetList`: `a`, `a/b`, by alias where there is one. */
export function selectionSetList(
  selectionSet: SelectionSetNode | undefined,
  type: GraphQLCompositeType | undefined,
  scope: SelectionScope,
): string[] {
  if (!type) return [];
  return selectedFields(selectionSet, type, scope).flatMap((node) => {
    const key = responseKey(node);
    const below = selectionSetList(node.selectionSet, compositeTypeOf(type, node.name.value), scope);
    return [key, ...below.map((path) => `${key}/${path}`)];
  });
}

export function responseKey(node: FieldNode): string {
  return node.alias?.value ?? node.name.value;
}

/**
 * What the answer of a field tells of the object behind it: the response's keys become the fields' names again, and
 * what was not selected is missing.
 */
export function answeredFields(
  answer: unknown,
  selectionSet: SelectionSetNode | undefined,
  type: GraphQLCompositeType | undefined,
  scope: SelectionScope,
): unknown {
  if (!type || answer === null) return answer;
  if (Array.isArray(answer)) return answer.map((each) => answeredFields(each, selectionSet, type, scope));
  if (!isRecord(answer)) return answer;
  const fields = selectedFields(selectionSet, objectType(answer, type, scope.schema), scope).map((node) => {
    const { name } = node;
    const below = compositeTypeOf(type, name.value);
    return [name.value, answeredFields(answer[responseKey(node)], node.selectionSet, below, scope)] as const;
  });
  return Object.fromEntries(fields);
}

/** Behind an interface or a union: the type that the answer names, if it does. */
function objectType(answer: Record<string, unknown>, type: GraphQLCompositeType, schema: GraphQLSchema) {
  const named = schema.getType(String(answer['__typename']));
  return isAbstractType(type) && isObjectType(named) ? named : type;
}

/** Of `value`, by field names, what the selection set asks for; by response keys. What is not there is null. */
export function selectFrom(
  value: unknown,
  selectionSet: SelectionSetNode | undefined,
  type: GraphQLCompositeType | undefined,
  scope: SelectionScope,
): unknown {
  if (!type || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => selectFrom(each, selectionSet, type, scope));
  if (!isRecord(value)) return null;
  const fields = selectedFields(selectionSet, type, scope).map((node) => {
    const below = compositeTypeOf(type, node.name.value);
    return [responseKey(node), selectFrom(value[node.name.value] ?? null, node.selectionSet, below, scope)] as const;
  });
  return Object.fromEntries(fields);
}
