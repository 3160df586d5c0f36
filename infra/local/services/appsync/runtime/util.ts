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
    ...encoding,
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
    str: { normalize: (text: string, form: string) => text.normalize(form.toUpperCase()) },
    math,
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

const encoding: Utilities = {
  base64Encode: (text: string) => Buffer.from(text).toString('base64'),
  base64Decode: (text: string) => Buffer.from(text, 'base64').toString(),
  urlEncode: (text: string) => new URLSearchParams({ '': text }).toString().slice(1),
  urlDecode: (text: string) => decodeURIComponent(text.replaceAll('+', ' ')),
};

const math: Utilities = {
  roundNum: (value: number) => Math.round(value),
  minVal: (a: number, b: number) => Math.min(a, b),
  maxVal: (a: number, b: number) => Math.max(a, b),
  randomDouble: () => Math.random(),
  randomWithinRange: (start: number, end: number) => start + Math.floor(Math.random() * (end - start)),
};
