import { createHash } from 'node:crypto';
import { AwsError } from '../service.ts';
import { invalidParameter, receiptHandleIsInvalid } from './errors.ts';

/** A `String` or `Number` attribute that a sender attached. */
export interface MessageAttribute {
  DataType: string;
  StringValue: string;
}

/** A message as it is stored. Times are milliseconds since the epoch. */
export interface Message {
  id: string;
  body: string;
  attributes: Record<string, MessageAttribute>;
  senderId: string;
  sentAt: number;
  /** End of the delay with which it was sent. */
  visibleFrom: number;
  receiveCount: number;
  firstReceivedAt?: number;
  /** The queue whose redrive policy moved it here. */
  deadLetterSource?: string;
}

/** A message as one receiver got it. */
export interface Receipt {
  message: Message;
  receiptHandle: string;
}

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The digest that SDKs check: names in order, and each name, type and value with its length before it. */
export function md5OfAttributes(attributes: Record<string, MessageAttribute>): string {
  const hash = createHash('md5');
  const add = (text: string) => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, { DataType, StringValue }] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(name);
    add(DataType);
    hash.update(Buffer.from([1])); // a string value
    add(StringValue);
  }
  return hash.digest('hex');
}

export function sizeOf(body: string, attributes: Record<string, MessageAttribute>): number {
  const parts = Object.entries(attributes).flatMap(([name, value]) => [name, value.DataType, value.StringValue]);
  return [body, ...parts].reduce((size, part) => size + Buffer.byteLength(part), 0);
}

// The characters of XML 1.0; SQS takes no others.
const forbidden = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Throws what SQS answers to a message that it does not take. */
export function checkMessage(body: string, attributes: Record<string, MessageAttribute>, maximumSize: number): void {
  if (body === '')
    throw new AwsError('MissingRequiredParameterException', 'The request must contain the parameter MessageBody.');
  const bad = forbidden.exec(body)?.[0];
  if (bad !== undefined) {
    const code = bad.codePointAt(0)?.toString(16);
    throw new AwsError('InvalidMessageContents', `Invalid binary character '#x${code}' was found in the message body.`);
  }
  if (Object.keys(attributes).length > 10)
    throw invalidParameter('Number of message attributes exceeds the allowed maximum.');
  if (sizeOf(body, attributes) > maximumSize)
    throw invalidParameter(`Message must be shorter than ${maximumSize} bytes.`);
}

/** A receipt handle names a stored copy of a message and which of its receipts this is: only the latest one deletes. */
export function receiptHandle(queue: string, key: string, { id, receiveCount }: Message): string {
  return Buffer.from(JSON.stringify([queue, key, id, receiveCount])).toString('base64url');
}

export function readReceiptHandle(queue: string, handle: string): { key: string; id: string; receiveCount: number } {
  const [owner, key, id, receiveCount] = parts(handle);
  if (owner !== queue || typeof key !== 'string' || typeof id !== 'string' || typeof receiveCount !== 'number')
    throw receiptHandleIsInvalid(handle);
  return { key, id, receiveCount };
}

function parts(handle: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(handle, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
