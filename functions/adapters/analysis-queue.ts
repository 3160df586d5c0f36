import { ChangeMessageVisibilityCommand, SQSClient } from '@aws-sdk/client-sqs';

/** Puts off the next delivery of a message that could not be handled now. */
export function analysisQueue(queueUrl: string) {
  const sqs = new SQSClient();
  return {
    async postpone(receiptHandle: string, seconds: number): Promise<void> {
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
