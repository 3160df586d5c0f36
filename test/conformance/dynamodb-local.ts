import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';

/** Where `npm run dynamodb-local` unpacks it. */
export const dynamodbLocalFolder = path.resolve(import.meta.dirname, '../../.local/dynamodb-local');
const jar = 'DynamoDBLocal.jar';

/** A process of AWS's own emulator, with a table like the conformance stack's. */
export interface DynamodbLocal {
  client: DynamoDBClient;
  TableName: string;
  stop: () => Promise<void>;
}

/** The folder with the jar, or what has to be done to have it. */
export async function findDynamodbLocal(): Promise<{ folder: string } | { missing: string }> {
  if (!existsSync(path.join(dynamodbLocalFolder, jar))) return { missing: 'run npm run dynamodb-local' };
  if (!(await hasJava())) return { missing: 'it needs java' };
  return { folder: dynamodbLocalFolder };
}

export function hasJava(): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('java', ['-version'], { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}

export async function startDynamodbLocal(folder: string): Promise<DynamodbLocal> {
  const port = String(await freePort());
  const library = `-Djava.library.path=${path.join(folder, 'DynamoDBLocal_lib')}`;
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', port];
  const child = spawn('java', [library, '-jar', path.join(folder, jar), ...options], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    // While the process starts it does not listen.
    maxAttempts: 20,
  });
  const TableName = 'Table';
  await client.send(new CreateTableCommand({ TableName, ...tableProperties }));
  await waitUntilTableExists({ client, maxWaitTime: 60 }, { TableName });
  return {
    client,
    TableName,
    async stop() {
      client.destroy();
      child.kill();
      await ended;
    },
  };
}

const keySchema = (range: string) =>
  [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ] as const;

const tableProperties = {
  KeySchema: [...keySchema('SK')],
  AttributeDefinitions: ['PK', 'SK', 'openSince'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  GlobalSecondaryIndexes: [
    { IndexName: 'open', KeySchema: [...keySchema('openSince')], Projection: { ProjectionType: 'ALL' as const } },
  ],
  BillingMode: 'PAY_PER_REQUEST' as const,
};

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
