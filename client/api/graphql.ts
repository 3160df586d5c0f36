import type { TypedDocumentString } from '../../schema/generated/operations.ts';
import { ApiError, networkError } from './api-error.ts';
import { isObject, parseJson, stringAt, type JsonObject } from './json.ts';

/** Where the GraphQL API is and who calls it. */
export interface Endpoint {
  /** For example `https://abc.appsync-api.us-east-1.amazonaws.com/graphql`. */
  graphqlUrl: string;
  /** A valid access token; asked for anew with each request and each connection. */
  token: () => Promise<string>;
}

/** Longer than AppSync takes for any request. */
const TIMEOUT_MS = 35_000;

/** Runs a query or a mutation. Every failure is an `ApiError`. */
export async function execute<Result, Variables>(
  { graphqlUrl, token }: Endpoint,
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
  options: Pick<RequestInit, 'keepalive'> = {},
): Promise<Result> {
  const authorization = await token();
  const body = JSON.stringify({ query: document.toString(), variables });
  const headers = { authorization, 'content-type': 'application/json; charset=UTF-8' };
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
