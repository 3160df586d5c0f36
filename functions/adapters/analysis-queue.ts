import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { photoWaiting } from '../../schema/events.ts';
import type { PhotoQueue } from '../domain/ports.ts';

/** The queue in front of the detector. */
export function analysisQueue(
  queueUrl: string,
): PhotoQueue & { postpone: (receiptHandle: string, seconds: number) => Promise<void> } {
  const sqs = new SQSClient();
  return {
    async send(photo) {
      const message: z.infer<typeof photoWaiting> = { photo };
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
    },

    async length() {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      return z.coerce.number().parse(Attributes?.ApproximateNumberOfMessages);
    },

    /** Puts off the next delivery of a message that could not be handled now. */
    async postpone(receiptHandle, seconds) {
      await sqs.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },
  };
}
