import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type AwsRequest, type AwsResponse } from './service.ts';

/** A call in AWS JSON 1.0 or 1.1: the operation is named in `x-amz-target`, input and output are JSON objects. */
export interface JsonCall {
  operation: string;
  input: Record<string, unknown>;
}

const jsonObject = z.record(z.string(), z.unknown());

/**
 * Reads such a call. `target` is the service's prefix, for example `AmazonSQS`.
 * Throws UnknownOperationException for another prefix and SerializationException for a body that is no JSON object.
 */
export function readJsonCall(request: Pick<AwsRequest, 'headers' | 'body'>, target: string): JsonCall {
  const [prefix, operation, ...rest] = (request.headers['x-amz-target'] ?? '').split('.');
  if (prefix !== target || !operation || rest.length > 0) throw unknownOperation(request.headers['x-amz-target'] ?? '');
  return { operation, input: parseObject(request.body.toString()) };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    return jsonObject.parse(JSON.parse(text || '{}'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not a JSON object.');
  }
}

/** What a service answers to an operation that it does not have, or that is not emulated. */
export function unknownOperation(operation: string): AwsError {
  return new AwsError('UnknownOperationException', `The operation ${operation} is not emulated.`);
}

export function jsonResponse(output: unknown, version: '1.0' | '1.1', status = 200): AwsResponse {
  return {
    status,
    headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(output),
  };
}

/** An error body, `{"__type": "namespace#Code", "message": …}` and the error's further members. */
export function jsonError(error: AwsError, version: '1.0' | '1.1', namespace: string): AwsResponse {
  const body = { __type: `${namespace}#${error.code}`, message: error.message, ...error.detail };
  return jsonResponse(body, version, error.status);
}
