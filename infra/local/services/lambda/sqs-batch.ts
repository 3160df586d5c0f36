import * as z from 'zod';
import type { QueueMessage } from '../service.ts';

/** The event of a batch of messages, as Lambda's SQS event source sends it. */
export function sqsEvent(messages: readonly QueueMessage[], queueArn: string, region: string) {
  return {
    Records: messages.map(({ messageId, receiptHandle, body, attributes, messageAttributes, md5OfBody }) => ({
      messageId,
      receiptHandle,
      body,
      attributes,
      messageAttributes: Object.fromEntries(
        Object.entries(messageAttributes).map(([name, attribute]) => [
          name,
          { ...attribute, stringListValues: [], binaryListValues: [] },
        ]),
      ),
      md5OfBody,
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: region,
    })),
  };
}

const partialResponse = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * The messages that a successful function has dealt with. With partial responses on, those are all but the named
 * ones; an answer that is not one, or names a message that was not in the batch, fails the whole batch.
 */
export function dealtWith(messages: readonly QueueMessage[], answer: unknown, partial: boolean): QueueMessage[] {
  if (!partial || answer === null || answer === undefined || answer === '') return [...messages];
  const parsed = partialResponse.safeParse(answer);
  if (!parsed.success) return [];
  const failed = new Set(parsed.data.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(messages.map(({ messageId }) => messageId));
  if ([...failed].some((id) => !known.has(id))) return [];
  return messages.filter(({ messageId }) => !failed.has(messageId));
}
