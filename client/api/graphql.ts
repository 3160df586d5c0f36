import type { TypedDocumentString } from '../../schema/generated/operations.ts';
import { ApiError, networkError } from './api-error.ts';
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

/** Runs a query or a mutation. Every failure is an `ApiError`. */
export async function execute<Result, Variables>(
  { graphqlUrl, authorize }: Endpoint,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  options: Pick<RequestInit, 'keepalive'> = {},
): Promise<Result> {
  const body = JSON.stringify({ query: document.toString(), variables });
  const headers = { ...(await authorize({ url: graphqlUrl, body })), 'content-type': jsonType };
  const { status, text } = await post(graphqlUrl, { ...options, headers, body });
  // AppSync checks each answer against the schema that Result is made from.
  return readData(status, parseJson(text)) as Result;
}

async function post(url: string, init: RequestInit): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, { ...init, method: 'POST', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    throw networkError(cause);
  }
}

function readData(status: number, answer: unknown): JsonObject {
  const [error] = readErrors(answer);
  if (error) throw error;
  if (status !== 200 || !isObject(answer) || !isObject(answer.data)) {
    throw new ApiError('InvalidAnswer', `The service answered with HTTP status ${status} and nothing to read.`);
  }
  return answer.data;
}

/** The errors in a GraphQL answer or in a realtime message's payload, which sometimes holds one in place of a list. */
export function readErrors(payload: unknown): ApiError[] {
  const errors = isObject(payload) ? payload.errors : undefined;
  const list: unknown[] = Array.isArray(errors) ? errors : isObject(errors) ? [errors] : [];
  return list.map((error) => {
    const errorType = stringAt(error, 'errorType') ?? 'InvalidRequest';
    const errorInfo = isObject(error) ? error.errorInfo : undefined;
    return new ApiError(errorType, stringAt(error, 'message') ?? errorType, { errorInfo });
  });
}
