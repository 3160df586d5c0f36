import { randomBytes } from 'node:crypto';
import { AwsError, type AwsResponse } from '../service.ts';
import { renderXml } from './xml.ts';

export const noSuchBucket = (bucket: string) =>
  new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName: bucket });

export const noSuchKey = (key: string) =>
  new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });

export const accessDenied = () => new AwsError('AccessDenied', 'Access Denied', 403);

export const invalidRequest = (message: string) => new AwsError('InvalidRequest', message);

export const preconditionFailed = (condition: string) =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });

/** What S3 can do and this service does not. */
export const notImplemented = (what: string) => new AwsError('NotImplemented', `${what} is not emulated`, 501);

/** An error as S3 writes it; an answer to HEAD has no body. */
export function errorResponse(error: AwsError, method: string): AwsResponse {
  const { 'x-amz-request-id': RequestId, 'x-amz-id-2': HostId } = requestIds();
  const headers = { 'x-amz-request-id': RequestId, 'x-amz-id-2': HostId };
  if (method === 'HEAD' || error.status === 304) return { status: error.status, headers };
  const Code = error.code === 'AccessDeniedException' ? 'AccessDenied' : error.code;
  const body = renderXml({ Error: { Code, Message: error.message, ...error.detail, RequestId, HostId } });
  return { status: error.status, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

/** The two ids that S3 puts on every answer. */
export function requestIds(): { 'x-amz-request-id': string; 'x-amz-id-2': string } {
  return {
    'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
    'x-amz-id-2': randomBytes(56).toString('base64'),
  };
}
