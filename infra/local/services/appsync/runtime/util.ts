import { randomUUID } from 'node:crypto';
import { ulid } from 'ulid';
import { FieldError } from '../errors.ts';
import { dynamodb } from './dynamodb-values.ts';
import type { Evaluation } from './evaluation.ts';
import { matches } from './java-pattern.ts';
import { toDynamoDBExpression } from './dynamodb-filter.ts';
import { toSubscriptionFilter } from './subscription-filter.ts';
import { createTime } from './time.ts';

type Utilities = Record<string, unknown>;

/** The `util` object. */
export function createUtil(current: () => Evaluation): Utilities {
  return {
    ...errors(current),
    autoId: () => randomUUID(),
    autoUlid: () => ulid(current().now()),
    matches,
    authType: () => current().authType,
    time: createTime(() => current().now()),
    dynamodb,
    transform: {
      toDynamoDBFilterExpression: toDynamoDBExpression,
      toDynamoDBConditionExpression: toDynamoDBExpression,
      toSubscriptionFilter,
    },
  };
}

function errors(current: () => Evaluation): Utilities {
  const fieldError = (message: unknown, errorType?: string, data?: unknown, errorInfo?: unknown) =>
    new FieldError(String(message), { errorType: errorType ?? null, data: copy(data), errorInfo: copy(errorInfo) });
  return {
    error(...detail: Parameters<typeof fieldError>) {
      throw fieldError(...detail);
    },
    appendError(...detail: Parameters<typeof fieldError>) {
      current().appended.push(fieldError(...detail));
    },
    unauthorized() {
      throw FieldError.unauthorized(current().typeName, current().fieldName);
    },
  };
}

function copy(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
