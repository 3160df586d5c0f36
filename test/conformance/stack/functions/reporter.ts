import { setTimeout } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import * as z from 'zod';

const client = new SQSClient();

const record = z.looseObject({
  messageId: z.string(),
  body: z.string(),
  attributes: z.looseObject({ ApproximateReceiveCount: z.string() }),
});
const batch = z.object({ Records: z.array(record) });
/** What a message or an event asks for, beside being reported. */
const wishes = z.looseObject({
  waitMs: z.number().default(0),
  /** The run fails. */
  throws: z.boolean().default(false),
  /** The message is among the failed ones of the batch, the first time it is received. */
  failsOnce: z.boolean().default(false),
  /** The answer names a message that is not in the batch, the first time it is received. */
  confusesOnce: z.boolean().default(false),
});

async function report(content: object): Promise<void> {
  await client.send(
    new SendMessageCommand({ QueueUrl: process.env['REPORTS_URL'], MessageBody: JSON.stringify(content) }),
  );
}

/** Reports its run, waits as long as it is told to, and fails when it is told to: all of it, or single messages. */
export async function handler(event: unknown, { awsRequestId: requestId }: Context): Promise<SQSBatchResponse> {
  await report({ event, requestId, startedAt: Date.now() });
  const messages = messagesIn(event);
  const all = messages?.map(({ wish }) => wish) ?? [wishes.parse(event)];
  await setTimeout(Math.max(...all.map(({ waitMs }) => waitMs)));
  if (all.some(({ throws }) => throws)) throw new Error('As it was told to.');
  const firsts = messages?.filter(({ attributes }) => attributes.ApproximateReceiveCount === '1') ?? [];
  const failed = firsts.filter(({ wish }) => wish.failsOnce).map(({ messageId }) => messageId);
  const unknown = firsts.some(({ wish }) => wish.confusesOnce) ? ['unknown'] : [];
  return { batchItemFailures: [...failed, ...unknown].map((itemIdentifier) => ({ itemIdentifier })) };
}

function messagesIn(event: unknown) {
  return batch.safeParse(event).data?.Records.map((each) => ({ ...each, wish: wishes.parse(JSON.parse(each.body)) }));
}
