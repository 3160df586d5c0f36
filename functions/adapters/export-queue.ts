import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { exportWaiting } from '../../schema/events.ts';
import type { ExportQueue } from '../domain/export.ts';

/** What waits to be written. */
export function exportQueueAt(queueUrl: string): ExportQueue {
  const sqs = new SQSClient();
  return {
    async send(owner, id) {
      const message: z.infer<typeof exportWaiting> = { export: { owner, id } };
      await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(message) }));
    },
  };
}
