import {
  FieldsOnCorrectTypeRule,
  getNamedType,
  GraphQLError,
  isLeafType,
  isRequiredArgument,
  Kind,
  KnownArgumentNamesRule,
  KnownFragmentNamesRule,
  KnownTypeNamesRule,
  NoUndefinedVariablesRule,
  NoUnusedFragmentsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
  type ASTNode,
  type ASTVisitor,
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  type ValidationContext,
  type ValidationRule,
} from 'graphql';
import { wrongValue } from './literals.ts';

/** graphql-java words these itself; the other rules of graphql-js keep their message. */
const reworded: ReadonlySet<ValidationRule> = new Set([
  FieldsOnCorrectTypeRule,
  KnownArgumentNamesRule,
  KnownFragmentNamesRule,
  KnownTypeNamesRule,
  NoUndefinedVariablesRule,
  NoUnusedFragmentsRule,
  ProvidedRequiredArgumentsRule,
  ScalarLeafsRule,
  ValuesOfCorrectTypeRule,
]);

/** The errors of a document as graphql-java, AppSync's engine, words them. */
export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  { introspection }: { introspection: boolean },
): readonly GraphQLError[] {
  const own = [
    selections,
    argumentsOfFields,
    values,
    fragmentsAndVariables,
    ...(introspection ? [] : [noIntrospection]),
  ];
  const others = specifiedRules.filter((rule) => !reworded.has(rule));
  return [...validate(schema, document, own), ...others.flatMap((rule) => renamed(rule, schema, document))];
}

/** `UniqueVariableNamesRule` reports errors of type `UniqueVariableNames`. */
function renamed(rule: ValidationRule, schema: GraphQLSchema, document: DocumentNode): GraphQLError[] {
  const type = rule.name.replace(/Rule$/, '');
  return validate(schema, document, [rule]).map(
    ({ message, nodes }) => new GraphQLError(`Validation error of type ${type}: ${message}`, { nodes }),
  );
}

type Rule = (context: ValidationContext) => ASTVisitor;

function report(context: ValidationContext, type: string, message: string, node: ASTNode, path?: string): void {
  const place = path ? ` @ '${path}'` : '';
  context.reportError(new GraphQLError(`Validation error of type ${type}: ${message}${place}`, { nodes: node }));
}

/** Names of the fields, and of the fragment, that lead to a node: `analyses/items`. */
function pathTo(ancestors: readonly (ASTNode | readonly ASTNode[])[], node?: FieldNode): string {
  const nodes = [...ancestors, ...(node ? [node] : [])].filter((each): each is ASTNode => !Array.isArray(each));
  return nodes
    .flatMap((each) => (each.kind === Kind.FIELD || each.kind === Kind.FRAGMENT_DEFINITION ? [each.name.value] : []))
    .join('/');
}

/** Without introspection the types that describe the schema have no fields. */
const noIntrospection: Rule = (context) => ({
  Field(node, _key, _parent, _path, ancestors) {
    const type = context.getParentType()?.name;
    if (!type?.startsWith('__')) return;
    const message = `Field '${node.name.value}' in type '${type}' is undefined`;
    report(context, 'FieldUndefined', message, node, pathTo(ancestors, node));
    return false;
  },
});

const selections: Rule = (context) => ({
  Field(node, _key, _parent, _path, ancestors) {
    const path = pathTo(ancestors, node);
    const parent = context.getParentType();
    const type = context.getType();
    const name = node.name.value;
    if (!parent) return;
    if (!context.getFieldDef()) {
      report(context, 'FieldUndefined', `Field '${name}' in type '${parent.name}' is undefined`, node, path);
    } else if (type && isLeafType(getNamedType(type)) && node.selectionSet) {
      const leaf = getNamedType(type).name;
      const message = `Sub selection not allowed on leaf type ${leaf} of field ${name}`;
      report(context, 'SubSelectionNotAllowed', message, node, path);
    } else if (type && !isLeafType(getNamedType(type)) && !node.selectionSet) {
      const message = `Sub selection required for type ${getNamedType(type).name} of field ${name}`;
      report(context, 'SubSelectionRequired', message, node, path);
    }
  },
});

const argumentsOfFields: Rule = (context) => ({
  Field(node, _key, _parent, _path, ancestors) {
    const path = pathTo(ancestors, node);
    for (const argument of context.getFieldDef()?.args ?? []) {
      const given = node.arguments?.some(({ name }) => name.value === argument.name);
      if (given || !isRequiredArgument(argument)) continue;
      report(context, 'MissingFieldArgument', `Missing field argument ${argument.name}`, node, path);
    }
  },
  Argument(node, _key, _parent, _path, ancestors) {
    if (context.getArgument() ?? !context.getFieldDef()) return;
    report(context, 'UnknownArgument', `Unknown field argument ${node.name.value}`, node, pathTo(ancestors));
  },
});

const values: Rule = (context) => ({
  Argument(node, _key, _parent, _path, ancestors) {
    const argument = context.getArgument();
    const problem = argument && wrongValue(node.value, argument.type, node.name.value);
    if (problem) report(context, 'WrongType', problem, node, pathTo(ancestors));
    return problem ? false : undefined;
  },
});

const fragmentsAndVariables: Rule = (context) => ({
  NamedType(node, _key, _parent, _path, ancestors) {
    if (context.getSchema().getType(node.name.value)) return;
    report(context, 'UnknownType', `Unknown type ${node.name.value}`, node, pathTo(ancestors));
  },
  FragmentSpread(node, _key, _parent, _path, ancestors) {
    if (context.getFragment(node.name.value)) return;
    report(context, 'UndefinedFragment', `Undefined fragment ${node.name.value}`, node, pathTo(ancestors));
  },
  OperationDefinition(node) {
    const defined = new Set(node.variableDefinitions?.map(({ variable }) => variable.name.value));
    for (const usage of context.getRecursiveVariableUsages(node)) {
      if (defined.has(usage.node.name.value)) continue;
      report(context, 'UndefinedVariable', `Undefined variable ${usage.node.name.value}`, usage.node);
    }
  },
  Document: {
    leave(document) {
      const used = new Set(
        document.definitions.flatMap((each) =>
          each.kind === Kind.OPERATION_DEFINITION
            ? context.getRecursivelyReferencedFragments(each).map(({ name }) => name.value)
            : [],
        ),
      );
      for (const each of document.definitions) {
        if (each.kind !== Kind.FRAGMENT_DEFINITION || used.has(each.name.value)) continue;
        report(context, 'UnusedFragment', `Unused fragment ${each.name.value}`, each);
      }
    },
  },
});
