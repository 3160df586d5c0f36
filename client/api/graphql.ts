import { correlationHeader } from '../../schema/correlation.ts';
import type { TypedDocumentString } from '../../schema/generated/operations.ts';
import { ApiError, networkError } from './api-error.ts';
import { newCorrelationId } from './correlation.ts';
import { isObject, parseJson, stringAt, type JsonObject } from './json.ts';

/** Where the GraphQL API is and who calls it. */
export interface Endpoint {
  /** For example `https://abc.appsync-api.us-east-1.amazonaws.com/graphql`. */
  graphqlUrl: string;
  authorize: Authorize;
}

/**
 * The headers, with lower-case names, that say who sends this body (JSON, as `content-type: application/json;
 * charset=UTF-8`) to this URL by POST; asked for anew with each request and each connection.
 */
export type Authorize = (request: { url: string; body: string }) => Promise<Record<string, string>>;

export const jsonType = 'application/json; charset=UTF-8';

/** Signed-in people send an access token; asked for anew each time. */
export function byToken(token: () => Promise<string>): Authorize {
  return async () => ({ authorization: await token() });
}

/** Longer than AppSync takes for any request. */
const TIMEOUT_MS = 35_000;

export interface RequestOptions extends Pick<RequestInit, 'keepalive'> {
  /** What the service's logs call what somebody did; a new id by default. */
  correlationId?: string | undefined;
}

/** Runs a query or a mutation. Every failure is an `ApiError`. */
export async function execute<Result, Variables>(
  { graphqlUrl, authorize }: Endpoint,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  { correlationId = newCorrelationId(), ...options }: RequestOptions = {},
): Promise<Result> {
  const body = JSON.stringify({ query: document.toString(), variables });
  const authorization = await authorize({ url: graphqlUrl, body });
  const headers = { ...authorization, 'content-type': jsonType, [correlationHeader]: correlationId };
  const { status, text } = await post(graphqlUrl, { ...options, headers, body }, correlationId);
  // AppSync checks each answer against the schema that Result is made from.
  return readData(status, parseJson(text), correlationId) as Result;
}

async function post(url: string, init: RequestInit, correlationId: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { ...init, method: 'POST', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw networkError(cause, correlationId);
  }
}

function readData(status: number, answer: unknown, correlationId: string): JsonObject {
  const [error] = readErrors(answer, correlationId);
  if (error) throw error;
  if (status !== 200 || !isObject(answer) || !isObject(answer.data)) {
    const message = `The service answered with HTTP status ${status} and nothing to read.`;
    throw new ApiError('InvalidAnswer', message, { correlationId });
  }
  return answer.data;
}

/** The errors in a GraphQL answer or in a realtime message's payload, which sometimes holds one in place of a list. */
export function readErrors(payload: unknown, requestId?: string): ApiError[] {
  const errors = isObject(payload) ? payload.errors : undefined;
  const list: unknown[] = Array.isArray(errors) ? errors : isObject(errors) ? [errors] : [];
  return list.map((error) => {
    const errorType = stringAt(error, 'errorType') ?? 'InvalidRequest';
    const errorInfo = isObject(error) ? error.errorInfo : undefined;
    const correlationId = requestId ?? stringAt(errorInfo, 'correlationId');
    return new ApiError(errorType, stringAt(error, 'message') ?? errorType, { errorInfo, correlationId });
  });
}
