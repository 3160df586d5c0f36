import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DetectLabelsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import * as z from 'zod';

const s3 = new S3Client({ forcePathStyle: true });
const dynamodb = new DynamoDBClient();
const sqs = new SQSClient();
const events = new EventBridgeClient();
const lambda = new LambdaClient();
const rekognition = new RekognitionClient();

const bucket = { Bucket: z.string() };
const object = z.object({ ...bucket, Key: z.string() });
const listing = z.object({ ...bucket, Prefix: z.string().optional() });
const deletion = z.object({ ...bucket, Keys: z.array(z.string()) });
const table = { TableName: z.string() };
const key = z.object({ PK: z.object({ S: z.string() }), SK: z.object({ S: z.string() }) });
const search = z.object({ ...table, IndexName: z.string().optional(), PK: z.object({ S: z.string() }) });

/** The calls that can be asked for, each with the input that the cases need. */
const calls = {
  GetObject: (input: unknown) => s3.send(new GetObjectCommand(object.parse(input))),
  HeadObject: (input: unknown) => s3.send(new HeadObjectCommand(object.parse(input))),
  PutObject: (input: unknown) => s3.send(new PutObjectCommand({ ...object.parse(input), Body: 'as told' })),
  ListObjectsV2: (input: unknown) => s3.send(new ListObjectsV2Command(listing.parse(input))),
  DeleteObjects: async (input: unknown) => {
    const { Bucket, Keys } = deletion.parse(input);
    const Delete = { Objects: Keys.map((Key) => ({ Key })) };
    const { $metadata, Deleted, Errors } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete }));
    return { $metadata, told: { Deleted, Errors } };
  },
  /** A URL for a GET, signed by the role. */
  Presign: async (input: unknown) => {
    const told = await getSignedUrl(s3, new GetObjectCommand(object.parse(input)), { expiresIn: 60 });
    return { $metadata: { httpStatusCode: 200 }, told };
  },
  GetItem: (input: unknown) => {
    const { TableName, Key } = z.object({ ...table, Key: key }).parse(input);
    return dynamodb.send(new GetItemCommand({ TableName, Key }));
  },
  PutItem: (input: unknown) => {
    const { TableName, Item } = z.object({ ...table, Item: key }).parse(input);
    return dynamodb.send(new PutItemCommand({ TableName, Item }));
  },
  Query: (input: unknown) => {
    const { PK, ...where } = search.parse(input);
    const ExpressionAttributeValues = { ':p': PK };
    return dynamodb.send(new QueryCommand({ ...where, KeyConditionExpression: 'PK = :p', ExpressionAttributeValues }));
  },
  SendMessage: (input: unknown) =>
    sqs.send(new SendMessageCommand(z.object({ QueueUrl: z.string(), MessageBody: z.string() }).parse(input))),
  PutEvents: (input: unknown) => {
    const entry = z.object({ EventBusName: z.string(), Source: z.string(), DetailType: z.string() }).parse(input);
    return events.send(new PutEventsCommand({ Entries: [{ ...entry, Detail: '{}' }] }));
  },
  Invoke: (input: unknown) => lambda.send(new InvokeCommand(z.object({ FunctionName: z.string() }).parse(input))),
  DetectLabels: (input: unknown) => {
    const { Bucket, Key } = object.parse(input);
    return rekognition.send(new DetectLabelsCommand({ Image: { S3Object: { Bucket, Name: Key } } }));
  },
};

const names = Object.keys(calls) as (keyof typeof calls)[];
const order = z.object({ call: z.enum(names), input: z.unknown().optional() });
const answered = z.object({ $metadata: z.object({ httpStatusCode: z.number() }), told: z.unknown().optional() });
const failed = answered.extend({ name: z.string(), message: z.string() });

/** Makes the call that it is told to make, as its own role, and answers with what came of it. */
export async function handler(event: unknown) {
  const { call, input } = order.parse(event);
  try {
    const { $metadata, told } = answered.parse(await calls[call](input));
    return { status: $metadata.httpStatusCode, told };
  } catch (error) {
    const { name, message, $metadata } = failed.parse(error);
    return { status: $metadata.httpStatusCode, error: name, message };
  }
}
