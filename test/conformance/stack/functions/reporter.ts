import { setTimeout } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { z } from 'zod';

const client = new SQSClient();

const record = z.looseObject({ messageId: z.string(), body: z.string(), attributes: z.looseObject({}) });
const batch = z.object({ Records: z.array(record) });
/** What a message or an event asks for, beside being reported. */
const wish = z.looseObject({ fail: z.boolean().optional(), waitMs: z.number().optional() });

async function report(content: unknown): Promise<void> {
  await client.send(
    new SendMessageCommand({ QueueUrl: process.env['REPORTS_URL'], MessageBody: JSON.stringify(content) }),
  );
}

/** Reports its run, waits as long as it is told to, and fails when it is told to: all of it, or single messages. */
export async function handler(event: unknown, { awsRequestId: requestId }: Context): Promise<SQSBatchResponse | null> {
  const messages = batch.safeParse(event).data?.Records.map((each) => ({ ...each, wish: read(each.body) }));
  await report({ event, requestId });
  const wishes = messages?.map((message) => message.wish) ?? [wish.parse(event)];
  await setTimeout(Math.max(...wishes.map(({ waitMs = 0 }) => waitMs)));
  if (wishes.some(({ throws }) => throws === true)) throw new Error('As it was told to.');
  if (!messages) {
    if (wishes[0]?.fail) throw new Error('As it was told to.');
    return null;
  }
  const failed = messages.filter((message) => message.wish.fail === true);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

function read(body: string) {
  return wish.parse(JSON.parse(body));
}
