import { isRecord } from '../../../assembly/record.ts';
import type { Expression } from './dynamodb-filter.ts';
import { toDynamoDB } from './dynamodb-values.ts';

/** The `operations` object: what happens to one attribute. The shapes are those recorded on AWS. */
export const operations = {
  add: (value: unknown) => ({ type: 'OPERATION_ADD', value }),
  remove: () => ({ type: 'OPERATION_REMOVE' }),
  replace: (value: unknown) => ({ type: 'OPERATION_REPLACE', value }),
  increment: (by = 1) => ({ type: 'OPERATION_INCREMENT', by }),
  decrement: (by = 1) => ({ type: 'OPERATION_DECREMENT', by }),
  append: (items: unknown[]) => ({ type: 'OPERATION_APPEND', items }),
  prepend: (items: unknown[]) => ({ type: 'OPERATION_PREPEND', items }),
  updateListItem: (value: unknown, index: number) => ({ type: 'OPERATION_UPDATE_LIST_ITEM', value, index }),
};

/** A change of one attribute. `path` holds the names that lead to it. */
interface Change {
  path: string[];
  operation: Record<string, unknown>;
}

/** The `update` of an UpdateItem request. All SETs come before all REMOVEs and are numbered in that order. */
export function updateExpression(changes: object): Expression {
  const all = changesOf(changes, []);
  const removed = all.filter(({ operation }) => operation['type'] === 'OPERATION_REMOVE');
  const set = all.filter((change) => !removed.includes(change));
  const placeholders = new Placeholders();
  const clauses = [
    clause('SET', set, (change) => assignment(change, placeholders)),
    clause('REMOVE', removed, ({ path }) => placeholders.path(path)),
  ];
  return { expression: clauses.filter((text) => text !== '').join(' '), ...placeholders.result() };
}

function clause(keyword: string, changes: Change[], word: (change: Change) => string): string {
  return changes.length > 0 ? `${keyword} ${changes.map(word).join(', ')}` : '';
}

/** A plain object changes what it names and leaves its other members alone. */
function changesOf(changes: object, path: string[]): Change[] {
  return Object.entries(changes).flatMap(([name, value]: [string, unknown]) => {
    const here = [...path, name];
    if (Array.isArray(value) && value.length > 0 && value.every((each) => isOperation(each))) {
      return value.map((operation) => ({ path: here, operation }));
    }
    if (isOperation(value)) return [{ path: here, operation: value }];
    return isRecord(value) ? changesOf(value, here) : [{ path: here, operation: operations.replace(value) }];
  });
}

function isOperation(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && typeof value['type'] === 'string' && value['type'].startsWith('OPERATION_');
}

function assignment({ path, operation }: Change, placeholders: Placeholders): string {
  const name = placeholders.path(path);
  const value = (from: string) => placeholders.value(operation[from]);
  switch (operation['type']) {
    case 'OPERATION_INCREMENT':
      return `${name} = ${name} + ${value('by')}`;
    case 'OPERATION_DECREMENT':
      return `${name} = ${name} - ${value('by')}`;
    case 'OPERATION_APPEND':
      return `${name} = list_append(${name}, ${value('items')})`;
    case 'OPERATION_PREPEND':
      return `${name} = list_append(${value('items')}, ${name})`;
    case 'OPERATION_UPDATE_LIST_ITEM':
      return `${name}[${String(operation['index'])}] = ${value('value')}`;
    default:
      return `${name} = ${value('value')}`;
  }
}

class Placeholders {
  readonly #names = new Map<string, string>();
  readonly #values: Expression['expressionValues'] = {};

  path(names: string[]): string {
    return names.map((name) => this.#name(name)).join('.');
  }

  #name(name: string): string {
    const placeholder = this.#names.get(name) ?? `#expName_${String(this.#names.size + 1)}`;
    this.#names.set(name, placeholder);
    return placeholder;
  }

  value(value: unknown): string {
    const placeholder = `:expValue_${String(Object.keys(this.#values).length + 1)}`;
    this.#values[placeholder] = toDynamoDB(value);
    return placeholder;
  }

  result(): Omit<Expression, 'expression'> {
    const expressionNames = Object.fromEntries([...this.#names].map(([name, placeholder]) => [placeholder, name]));
    return { expressionNames, expressionValues: this.#values };
  }
}
