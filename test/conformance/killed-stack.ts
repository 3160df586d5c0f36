import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

const ready = z.object({
  outputs: z.object({
    Region: z.string(),
    AwsEndpointUrl: z.string(),
    BucketName: z.string(),
    MessagesUrl: z.string(),
    TableName: z.string(),
  }),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});
type Ready = z.output<typeof ready>;

/** The names of what was accepted, by kind. */
export type Accepted = Record<'objects' | 'messages' | 'items' | 'events', string[]>;

/** The partition of the items. */
export const partition = 'durable';

interface Moment {
  assemblyDir: string;
  dataDir: string;
  /** Comes first in every name. */
  name: string;
  /** How many writes have been accepted when the process is killed. */
  after: number;
}

/** Boots the stack in a process of its own, writes to everything durable at once, and kills the process meanwhile. */
export async function writeUntilKilled({ assemblyDir, dataDir, name, after }: Moment): Promise<Accepted> {
  const script = path.join(import.meta.dirname, 'durable-stack.ts');
  const child = fork(script, [assemblyDir, dataDir], { execArgv: ['--import', 'tsx'] });
  const ended = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), ended])) as unknown[];
  const accepted: Accepted = { objects: [], messages: [], items: [], events: [] };
  let count = 0;
  const accept = (kind: keyof Accepted, written: string) => {
    if (child.killed) return;
    accepted[kind].push(written);
    count += 1;
    if (count === after) child.kill('SIGKILL');
  };
  const writing = Object.entries(writersTo(ready.parse(message))).map(async ([kind, write]) => {
    for (let number = 0; !child.killed; number += 1) {
      const written = `${name}-${String(number)}`;
      await write(written, number);
      accept(kind as keyof Accepted, written);
    }
  });
  await Promise.allSettled(writing);
  await ended;
  return accepted;
}

/** One write to each service. Rejects when the process is gone. */
function writersTo({
  outputs,
  credentials,
}: Ready): Record<keyof Accepted, (name: string, number: number) => Promise<unknown>> {
  const settings = {
    region: outputs.Region,
    endpoint: outputs.AwsEndpointUrl,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  };
  const [s3, sqs] = [new S3Client(settings), new SQSClient(settings)];
  const [dynamodb, events] = [new DynamoDBClient(settings), new EventBridgeClient(settings)];
  const { BucketName: Bucket, MessagesUrl: QueueUrl, TableName } = outputs;
  return {
    objects: (name) => s3.send(new PutObjectCommand({ Bucket, Key: `durable/${name}`, Body: `body of ${name}` })),
    messages: (name) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: name })),
    items: (name, number) => {
      // Every second one is in the index too.
      const open = number % 2 === 0 && { openSince: { S: name } };
      const Item = { PK: { S: partition }, SK: { S: name }, ...open };
      return dynamodb.send(new PutItemCommand({ TableName, Item }));
    },
    events: (name) => {
      const Entries = [{ Source: 'conformance.noted', DetailType: 'Noted', Detail: JSON.stringify({ name }) }];
      return events.send(new PutEventsCommand({ Entries }));
    },
  };
}
