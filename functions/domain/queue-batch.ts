import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** Handles each message of a batch on its own: only the ones that failed come again. */
export function eachMessage(
  handle: (record: SQSRecord) => Promise<void>,
  onFailure: (record: SQSRecord, error: unknown) => Promise<void> | void,
) {
  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = await Promise.all(
      Records.map(async (record) => {
        try {
          await handle(record);
          return [];
        } catch (error) {
          await onFailure(record, error);
          return [{ itemIdentifier: record.messageId }];
        }
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
}
