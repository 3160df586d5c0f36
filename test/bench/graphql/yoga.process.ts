/**
 * The product's schema behind graphql-yoga, with resolvers by hand over the table engine in the same process. Its
 * arguments: the folder of the assembly, one of a stack's data, and who issues tokens.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { isObjectType } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as z from 'zod';
import { plainItem } from '../../../infra/local/services/appsync/data-sources/attribute-values.ts';
import { buildApiSchema } from '../../../infra/local/services/appsync/graphql/schema.ts';
import { analysisPrefix, tableKeys } from '../../../schema/table.ts';
import { answerMeasurements } from '../servers/measured-process.ts';
import type { Started } from '../servers/messages.ts';
import { announcing } from './announcing.ts';
import { openTable } from './table.ts';

const [assemblyDir = '', dataDir = '', issuer = ''] = process.argv.slice(2);
const { table, address } = await openTable(assemblyDir, dataDir);
const { tableName: TableName } = address;
const announce = announcing(TableName);

type Args = Record<string, unknown>;
type Resolve = (args: Args, owner: string) => Promise<unknown>;

const pageArgs = z.object({ limit: z.number().int().min(1).max(100).default(25), nextToken: z.string().nullish() });
const page = z.object({ Items: z.array(z.unknown()), LastEvaluatedKey: z.unknown() });
const filesArgs = z.object({
  files: z.array(z.object({ fileName: z.string(), contentType: z.string(), size: z.number(), sha256: z.string() })),
});

const resolvers: Record<string, Record<string, Resolve>> = {
  Query: {
    analysis: async ({ id }, owner) => {
      const { PK, SK } = tableKeys.analysis(owner, String(id));
      const found = await table.run('GetItem', {
        TableName,
        Key: { PK: { S: PK }, SK: { S: SK } },
        ConsistentRead: true,
      });
      return plainItem(z.object({ Item: z.unknown() }).parse(found).Item);
    },
    analyses: async (args, owner) => {
      const { limit, nextToken } = pageArgs.parse(args);
      const found = await table.run('Query', {
        TableName,
        KeyConditionExpression: 'PK = :owner AND begins_with(SK, :prefix)',
        ExpressionAttributeValues: {
          ':owner': { S: tableKeys.analysis(owner, '').PK },
          ':prefix': { S: analysisPrefix },
        },
        ScanIndexForward: false,
        Limit: limit,
        ...(nextToken && { ExclusiveStartKey: JSON.parse(Buffer.from(nextToken, 'base64url').toString()) }),
      });
      const { Items, LastEvaluatedKey } = page.parse(found);
      const token = LastEvaluatedKey ? Buffer.from(JSON.stringify(LastEvaluatedKey)).toString('base64url') : null;
      return { items: Items.map(plainItem), nextToken: token };
    },
  },
  Mutation: {
    createUploads: (args, owner) => announce({ owner, files: filesArgs.parse(args).files }),
  },
};

const file = path.resolve(import.meta.dirname, '../../../schema/schema.graphql');
const schema = buildApiSchema(readFileSync(file, 'utf8'));
for (const [name, fields] of Object.entries(resolvers)) resolveBy(name, fields);
const yoga = createYoga({ schema, graphiql: false, logging: false, context: ({ request }) => callerOf(request) });

/** Each field asks on behalf of whoever the token names. */
function resolveBy(name: string, fields: Record<string, Resolve>): void {
  const type = schema.getType(name);
  for (const [field, resolve] of Object.entries(fields)) {
    const definition = isObjectType(type) ? type.getFields()[field] : undefined;
    if (!definition) throw new Error(`The schema has no ${name}.${field}.`);
    definition.resolve = (_, args: Args, { owner }: { owner: string }) => resolve(args, owner);
  }
}

const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));

async function callerOf(request: Request): Promise<{ owner: string }> {
  const { payload } = await jwtVerify(request.headers.get('authorization') ?? '', keys, { issuer });
  return { owner: z.string().parse(payload.sub) };
}

const server = createServer((request, response) => void yoga(request, response));
server.listen(0, '127.0.0.1', () => {
  const { port } = z.object({ port: z.number() }).parse(server.address());
  answerMeasurements();
  process.send?.({ graphqlUrl: `http://127.0.0.1:${port}/graphql` } satisfies Started);
});
