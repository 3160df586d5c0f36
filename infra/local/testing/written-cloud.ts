import { dynamodb } from '../services/dynamodb/index.ts';
import { events } from '../services/events/index.ts';
import { s3 } from '../services/s3/index.ts';
import type { Services } from '../services/service.ts';
import { sqs } from '../services/sqs/index.ts';
import { operator, startFakeCloud, type FakeCloud } from './fake-cloud.ts';

const arn = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;

export const uploadedQueue = arn('Uploaded');
export const messageQueue = arn('Messages');
export const tableName = 'Items';
export const bucket = 'uploads';

const attribute = (name: string) => ({ AttributeName: name, AttributeType: 'S' });
const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

const resources = {
  Uploads: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: bucket,
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    },
  },
  Uploaded: { Type: 'AWS::SQS::Queue' },
  Messages: { Type: 'AWS::SQS::Queue' },
  Rule: {
    Type: 'AWS::Events::Rule',
    Properties: { EventPattern: { source: ['aws.s3'] }, Targets: [{ Id: 'T', Arn: uploadedQueue }] },
  },
  Items: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      KeySchema: keys('PK', 'SK'),
      AttributeDefinitions: ['PK', 'SK', 'open'].map(attribute),
      GlobalSecondaryIndexes: [
        { IndexName: 'open', KeySchema: keys('PK', 'open'), Projection: { ProjectionType: 'ALL' } },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    },
  },
};

/** A cloud with a bucket that announces its objects on a queue, a queue of its own, and a table with an index. */
export function startWrittenCloud(dataDir: string | undefined): Promise<FakeCloud> {
  return startFakeCloud({ services: [dynamodb, sqs, events, s3], resources, ...(dataDir && { dataDir }) });
}

type Offered = Pick<Services, 's3' | 'sqs' | 'dynamodb'>;

/** One write to each service; what they accept must outlive them. */
export const writers = {
  object: ({ s3: offered }: Offered, number: number) =>
    offered.putObject(operator, bucket, `object-${number}`, Buffer.from(`body ${number}`), {}),
  message: ({ sqs: offered }: Offered, number: number) => offered.sendMessage(messageQueue, `message-${number}`),
  item: ({ dynamodb: offered }: Offered, number: number) => {
    // Every third write closes an item that was open, so that it leaves the index.
    const Item = { PK: { S: 'p' }, SK: { S: `item-${number - (number % 3)}` }, number: { N: String(number) } };
    const open = number % 3 === 2 ? {} : { open: { S: `since-${number}` } };
    return offered.call(operator, 'PutItem', { TableName: tableName, Item: { ...Item, ...open } });
  },
};
