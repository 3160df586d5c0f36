import { util } from '@aws-appsync/utils';
import type { AnalysisFilter } from '../schema/generated/schema.ts';

interface Expression {
  expression: string;
  expressionNames: Record<string, string>;
  expressionValues: Record<string, unknown>;
}

const mostNames = 10;
const longestName = 100;
const mostStates = 6;

/** Refuses what DynamoDB would not understand. */
function checkFilter({ status, labels, minConfidence }: AnalysisFilter): void {
  if ((status ?? []).length > mostStates) util.error(`There are only ${mostStates} states.`, 'InvalidInput');
  const names = [...(labels?.all ?? []), ...(labels?.any ?? []), ...(labels?.none ?? [])].map((name) => name.trim());
  if (names.length > mostNames) util.error(`A filter takes at most ${mostNames} label names.`, 'InvalidInput');
  if (names.some((name) => name === '' || name.length > longestName)) {
    util.error(`A label name has 1 to ${longestName} characters.`, 'InvalidInput');
  }
  const least = minConfidence ?? 0;
  if (least < 0 || least > 100) util.error('minConfidence has to be 0 to 100.', 'InvalidInput');
}

/** `#l0`, `#l1`, … for the names asked for, compared in lower case. */
function labelNames(names: string[], expressionNames: Record<string, string>, prefix: string): string[] {
  return names.map((name, i) => {
    const placeholder = `#${prefix}${i}`;
    expressionNames[placeholder] = name.trim().toLowerCase();
    expressionNames['#byName'] = 'confidenceByName';
    return `#byName.${placeholder}`;
  });
}

/** DynamoDB's filter expression for the conditions of a filter on what was seen; undefined when there are none. */
export function filterExpression(filter: AnalysisFilter): Expression | undefined {
  checkFilter(filter);
  const expressionNames: Record<string, string> = {};
  const expressionValues: Record<string, unknown> = {};
  const terms: string[] = [];

  if (filter.status) {
    const states = filter.status.map((status, i) => {
      expressionValues[`:status${i}`] = util.dynamodb.toDynamoDB(status);
      return `:status${i}`;
    });
    expressionNames['#status'] = 'status';
    terms.push(states.length > 0 ? `#status IN (${states.join(', ')})` : 'attribute_not_exists(#status)');
  }

  const { all, any, none } = filter.labels ?? {};
  const allNames = labelNames(all ?? [], expressionNames, 'all');
  const anyNames = labelNames(any ?? [], expressionNames, 'any');
  const noneNames = labelNames(none ?? [], expressionNames, 'none');
  if (filter.minConfidence !== null && filter.minConfidence !== undefined) {
    // DynamoDB takes no number as small as a Float can be.
    expressionValues[':least'] = util.dynamodb.toDynamoDB(filter.minConfidence < 0.001 ? 0 : filter.minConfidence);
  }
  const sure = expressionValues[':least'] !== undefined;
  const seen = (name: string) => (sure ? `${name} >= :least` : `attribute_exists(${name})`);
  allNames.forEach((name) => terms.push(seen(name)));
  if (any) terms.push(anyNames.length > 0 ? `(${anyNames.map(seen).join(' OR ')})` : 'attribute_not_exists(id)');
  noneNames.forEach((name) => terms.push(`NOT ${seen(name)}`));
  if (sure && allNames.length + anyNames.length + noneNames.length === 0) {
    expressionNames['#labels'] = 'labels';
    expressionNames['#confidence'] = 'confidence';
    terms.push('#labels[0].#confidence >= :least');
  }

  if (terms.length === 0) return undefined;
  return { expression: terms.join(' AND '), expressionNames, expressionValues };
}
