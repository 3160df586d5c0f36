import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AwsError, type AwsEndpoint, type AwsRequest, type AwsResponse, type Principal } from '../services/service.ts';

/** Who calls, and what the endpoints may be asked, in a test. */
export interface FrontDoor {
  endpoints(): AwsEndpoint[];
  principal: Principal;
  authorize(endpoint: AwsEndpoint, request: AwsRequest): void;
}

/** Serves AWS endpoints without checking signatures: a front door for the tests of one service. */
export function endpointServer(door: FrontDoor): Server {
  return createServer((incoming, outgoing) => {
    void read(incoming, door.principal)
      .then((request) => answer(door, request))
      .then((response) => write(incoming, outgoing, response))
      .catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
}

async function read(incoming: IncomingMessage, principal: Principal): Promise<AwsRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? 'localhost'}`),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: Buffer.concat(chunks),
    principal,
    sourceIp: incoming.socket.remoteAddress ?? '',
  };
}

/** The service named in the scope of the signature; S3 for a call without one. */
function signingName(request: AwsRequest): string {
  const credential = request.headers['authorization'] ?? request.url.searchParams.get('X-Amz-Credential') ?? '';
  return /\/([a-z0-9-]+)\/aws4_request/.exec(credential)?.[1] ?? 's3';
}

async function answer(door: FrontDoor, request: AwsRequest): Promise<AwsResponse> {
  const endpoint = door.endpoints().find((each) => each.signingName === signingName(request));
  if (!endpoint) throw new Error(`no endpoint for ${signingName(request)}`);
  try {
    const unsigned = endpoint.unsigned?.(request);
    if (unsigned) return await unsigned;
    door.authorize(endpoint, request);
    const response = await endpoint.handle(request);
    return endpoint.decorate?.(response, request) ?? response;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const response = endpoint.error(error, request);
    return endpoint.decorate?.(response, request) ?? response;
  }
}

function write(incoming: IncomingMessage, outgoing: ServerResponse, response: AwsResponse): void {
  outgoing.writeHead(response.status, response.headers);
  outgoing.end(incoming.method === 'HEAD' ? undefined : response.body);
}
