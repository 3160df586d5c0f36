import * as z from 'zod';
import { AwsError, type AwsRequest } from '../service.ts';
import { queryCodes } from './errors.ts';
import { visibilityTimeout } from './input.ts';
import { sizeOf } from './message.ts';
import type { Queue } from './queue.ts';
import { outgoing, readAttributes, send } from './send.ts';

/** Up to ten entries, each with a result of its own. */
function batch<Entry extends { Id: string }>(
  entry: z.ZodType<Entry>,
  run: (queue: Queue, entry: Entry, request: AwsRequest) => object | Promise<object>,
  checkAll: (entries: Entry[]) => void = () => undefined,
) {
  return {
    input: z.strictObject({ QueueUrl: z.string(), Entries: z.array(entry) }),
    run: async (queue: Queue, { Entries }: { Entries: Entry[] }, request: AwsRequest) => {
      checkEntries(Entries);
      checkAll(Entries);
      const results = await Promise.all(Entries.map((each) => result(each.Id, () => run(queue, each, request))));
      return {
        Successful: results.filter((each) => !('Code' in each)),
        Failed: results.filter((each) => 'Code' in each),
      };
    },
  };
}

async function result(Id: string, run: () => object | Promise<object>): Promise<object> {
  try {
    return { Id, ...(await run()) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { Id, SenderFault: error.status < 500, Code: queryCodes[error.code] ?? error.code, Message: error.message };
  }
}

function checkEntries(entries: { Id: string }[]): void {
  const fail = (code: string, message: string) => new AwsError(code, message);
  if (entries.length === 0) throw fail('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10) {
    throw fail(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const bad = entries.find(({ Id }) => !/^[\w-]{1,80}$/.test(Id));
  if (bad)
    throw fail(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores, and is at most 80 long.',
    );
  const repeated = entries.find(({ Id }, index) => entries.findIndex((other) => other.Id === Id) !== index);
  if (repeated) throw fail('BatchEntryIdsNotDistinct', `Id ${repeated.Id} repeated.`);
}

const sendEntry = z.strictObject({ Id: z.string(), ...outgoing });

export const sendMessageBatch = batch(
  sendEntry,
  (queue, entry, request) => send(queue, entry, request.principal),
  (entries) => {
    const sizes = entries.map((entry) => sizeOf(entry.MessageBody, readAttributes(entry.MessageAttributes)));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (total > 1_048_576) {
      const message = `Batch requests cannot be longer than 1048576 bytes. You have sent ${total} bytes.`;
      throw new AwsError('BatchRequestTooLong', message);
    }
  },
);

const deleteEntry = z.strictObject({ Id: z.string(), ReceiptHandle: z.string() });

export const deleteMessageBatch = batch(deleteEntry, async (queue, { ReceiptHandle }) => {
  await queue.delete(ReceiptHandle);
  return {};
});

const visibilityEntry = deleteEntry.extend({ VisibilityTimeout: visibilityTimeout });

export const changeVisibilityBatch = batch(visibilityEntry, (queue, { ReceiptHandle, VisibilityTimeout }) => {
  queue.changeVisibility(ReceiptHandle, VisibilityTimeout);
  return {};
});
