import { createServer } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { jsonError } from '../../../infra/local/services/aws-json.ts';
import { Engine } from '../../../infra/local/services/dynamodb/engine.ts';
import { itemOperations } from '../../../infra/local/services/dynamodb/operations.ts';
import { AwsError } from '../../../infra/local/services/service.ts';

const region = 'eu-central-1';
const local = z.object({ port: z.number() });

/** The table engine of the local cloud in this process, without a front door: it believes whoever calls. */
export class Table {
  readonly #engine: Engine;

  /** @param dataDir of a stack that does not run */
  constructor(dataDir: string) {
    this.#engine = new Engine(path.join(dataDir, 'dynamodb'), { account: '000000000000', region });
  }

  async run(operation: string, input: Record<string, unknown>): Promise<object> {
    const known = itemOperations[operation];
    if (!known) throw new Error(`There is no ${operation}.`);
    return this.#engine.run(known, input);
  }

  /** Answers AWS's SDK as DynamoDB does; resolves with the address. */
  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      const [, operation = ''] = String(request.headers['x-amz-target']).split('.');
      const answer = async () => {
        const input = z.record(z.string(), z.unknown()).parse(JSON.parse(await text(request)));
        return { status: 200, body: JSON.stringify(await this.run(operation, input)) };
      };
      const refusal = (error: unknown) => {
        if (error instanceof AwsError) return jsonError(error, '1.0', 'com.amazonaws.dynamodb.v20120810');
        throw error;
      };
      void answer()
        .catch(refusal)
        .then(({ status, body }) =>
          response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body),
        );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${local.parse(server.address()).port}`;
  }
}

/** The name of the stack's table, and settings of AWS's SDK that reach it. */
export interface TableAddress {
  tableName: string;
  endpoint: string;
  region: string;
}

/** Opens the table of a stack's data for this process, and lets the product's own adapters find it. */
export async function openTable(
  assemblyDir: string,
  dataDir: string,
): Promise<{ table: Table; address: TableAddress }> {
  const table = new Table(dataDir);
  const endpoint = await table.listen();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  });
  return { table, address: { tableName: await tableNameOf(assemblyDir), endpoint, region } };
}

const template = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

/** Locally a table is called by its logical id. */
async function tableNameOf(assemblyDir: string): Promise<string> {
  const { Resources } = template.parse(
    JSON.parse(await readFile(path.join(assemblyDir, 'ImageAnalyzer.template.json'), 'utf8')),
  );
  const [name] = Object.entries(Resources).find(([, { Type }]) => Type === 'AWS::DynamoDB::Table') ?? [];
  if (name === undefined) throw new Error('The stack has no table.');
  return name;
}
