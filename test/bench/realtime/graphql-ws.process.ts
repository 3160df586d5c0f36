/** The same schema behind graphql-ws, as its documentation has it: a subscription by owner from an async iterator. */
import { EventEmitter, on } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import * as z from 'zod';
import { buildApiSchema } from '../../../infra/local/services/appsync/graphql/schema.ts';
import { answerMeasurements } from '../servers/measured-process.ts';
import type { Started } from '../servers/messages.ts';

const file = path.resolve(import.meta.dirname, '../../../schema/schema.graphql');
const schema = buildApiSchema(readFileSync(file, 'utf8'));
const request = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });

const published = new EventEmitter().setMaxListeners(0);

async function* onAnalysis({ owner }: { owner: string }) {
  for await (const [analysis] of on(published, owner)) yield { onAnalysis: z.unknown().parse(analysis) };
}

function publishAnalysis({ analysis }: { analysis: { owner: string } }) {
  published.emit(analysis.owner, analysis);
  return analysis;
}

async function answer(incoming: IncomingMessage): Promise<string> {
  const { query: source, variables: variableValues } = request.parse(JSON.parse(await text(incoming)));
  return JSON.stringify(await graphql({ schema, source, variableValues, rootValue: { publishAnalysis } }));
}

const server = createServer((incoming, response) => {
  void answer(incoming).then((body) => response.setHeader('content-type', 'application/json').end(body));
});
useServer({ schema, roots: { subscription: { onAnalysis } } }, new WebSocketServer({ server, path: '/graphql' }));
server.listen(0, '127.0.0.1', () => {
  const { port } = z.object({ port: z.number() }).parse(server.address());
  answerMeasurements();
  const at = `127.0.0.1:${port}/graphql`;
  process.send?.({ graphqlUrl: `http://${at}`, socketUrl: `ws://${at}` } satisfies Started);
});
