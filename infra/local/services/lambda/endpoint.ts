import { AwsError } from '../service.ts';
import type { AwsEndpoint, AwsRequest, AwsResponse } from '../service.ts';
import type { LambdaFunction } from './functions.ts';

/** Accepts an event for a function, which then runs by itself. */
type InvokeAsync = (functionName: string, payload: unknown) => Promise<void>;

/** Lambda over HTTP: `Invoke`, waiting for the answer or not. */
export function lambdaEndpoint(find: (name: string) => LambdaFunction, invokeAsync: InvokeAsync): AwsEndpoint {
  return {
    signingName: 'lambda',
    operation: () => 'Invoke',
    permissions: (request) => [{ action: 'lambda:InvokeFunction', resource: target(request, find).settings.arn }],
    handle: (request) => invoke(target(request, find), request, invokeAsync),
    error: ({ code, message, status, detail }) => ({
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ Type: status < 500 ? 'User' : 'Service', Message: message, ...detail }),
    }),
  };
}

function target({ method, url }: AwsRequest, find: (name: string) => LambdaFunction): LambdaFunction {
  const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(url.pathname) ?? [];
  if (method !== 'POST' || name === undefined) {
    throw new AwsError('UnknownOperationException', `${method} ${url.pathname} is not emulated.`, 404);
  }
  return find(decodeURIComponent(name));
}

async function invoke(
  called: LambdaFunction,
  { headers, body }: AwsRequest,
  invokeAsync: InvokeAsync,
): Promise<AwsResponse> {
  const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'Event') {
    await invokeAsync(called.settings.arn, parse(body));
    return { status: 202 };
  }
  if (type !== 'RequestResponse') {
    throw new AwsError('InvalidParameterValueException', `The invocation type ${type} is not emulated.`);
  }
  const { payload, functionError, logs } = await called.invoke(parse(body));
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(functionError && { 'x-amz-function-error': functionError }),
      ...(headers['x-amz-log-type'] === 'Tail' && { 'x-amz-log-result': Buffer.from(logs).toString('base64') }),
    },
    body: JSON.stringify(payload),
  };
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`);
  }
}
