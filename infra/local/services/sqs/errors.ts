import { AwsError } from '../service.ts';

/** The codes of the query protocol where they differ from the JSON shapes'; SDKs report these. */
export const queryCodes: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingRequiredParameterException: 'MissingParameter',
  ResourceNotFoundException: 'ResourceNotFoundException',
};

export const queueDoesNotExist = () => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

export const invalidParameter = (reason: string) =>
  new AwsError('InvalidParameterValueException', `One or more parameters are invalid. Reason: ${reason}`);

export const unsupported = (what: string) => new AwsError('UnsupportedOperation', `${what} is not emulated.`);

export const receiptHandleIsInvalid = (handle: string) =>
  new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`, 404);

export const invalidValue = (value: string, parameter: string, reason: string) =>
  new AwsError(
    'InvalidParameterValueException',
    `Value ${value} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );

export const notInFlight = (handle: string) =>
  invalidValue(handle, 'ReceiptHandle', 'Message does not exist or is not available for visibility timeout change.');

export const purgeInProgress = (queue: string) =>
  new AwsError('PurgeQueueInProgress', `Only one PurgeQueue operation on ${queue} is allowed every 60 seconds.`, 403);
