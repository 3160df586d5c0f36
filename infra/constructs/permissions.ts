import { Stack, Validations } from 'aws-cdk-lib';
import type { GraphqlApi } from 'aws-cdk-lib/aws-appsync';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus, IRule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal, type Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';
import { dueIndex, stateIndex } from '../../schema/table.ts';

/** What a role may do on resources; patterns of them only with a reason. */
export interface Permission {
  actions: string[];
  resources: string[];
  /** Why nothing narrower than its wildcards will do. */
  because?: string;
}

interface Parts {
  table: Table;
  photos: Bucket;
  bus: EventBus;
  queue: Queue;
  deadLetters: Queue;
  exportQueue: Queue;
}

type With<Name extends keyof Parts> = Pick<Parts, Name>;

const ulids =
  'Objects are named by ULIDs, which are made as photos and exports come: only their folder is known before.';

function allow(resources: string | string[], ...actions: string[]): Permission {
  return { actions, resources: [resources].flat() };
}

function onTable({ tableArn }: Table, ...actions: string[]): Permission {
  return allow(tableArn, ...actions.map((action) => `dynamodb:${action}`));
}

function query({ tableArn }: Table, { indexName }: { indexName: string }): Permission {
  return allow(`${tableArn}/index/${indexName}`, 'dynamodb:Query');
}

function inFolders(photos: Bucket, folders: string[], ...actions: string[]): Permission {
  const resources = folders.map((folder) => photos.arnForObjects(`${folder}/*`));
  return { actions: actions.map((action) => `s3:${action}`), resources, because: ulids };
}

/** Without it S3 does not say that an object is missing. */
function noticeMissing({ bucketArn }: Bucket): Permission {
  return allow(bucketArn, 's3:ListBucket');
}

function announce({ eventBusArn }: EventBus): Permission {
  return allow(eventBusArn, 'events:PutEvents');
}

function send({ queueArn }: Queue): Permission {
  return allow(queueArn, 'sqs:SendMessage');
}

/** What Lambda does with a queue for the function behind it. */
function consume({ queueArn }: Queue): Permission {
  return allow(queueArn, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
}

function deletePhotos({ table, photos }: With<'table' | 'photos'>): Permission[] {
  return [
    onTable(table, 'GetItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'),
    inFolders(photos, ['uploads', 'thumbnails'], 'DeleteObject'),
  ];
}

/** Who may do what: every permission of every role of this product. */
export const may = {
  analyzeImage: ({ photos, table, bus, queue }: With<'photos' | 'table' | 'bus' | 'queue'>): Permission[] => [
    inFolders(photos, ['uploads'], 'GetObject'),
    inFolders(photos, ['thumbnails'], 'PutObject'),
    noticeMissing(photos),
    { ...allow('*', 'rekognition:DetectLabels'), because: 'DetectLabels knows no resources.' },
    onTable(table, 'GetItem', 'UpdateItem', 'BatchWriteItem'),
    announce(bus),
    consume(queue),
    allow(queue.queueArn, 'sqs:ChangeMessageVisibility'),
  ],
  failDeadLetter: ({ table, bus, deadLetters }: With<'table' | 'bus' | 'deadLetters'>): Permission[] => [
    onTable(table, 'GetItem', 'UpdateItem'),
    announce(bus),
    consume(deadLetters),
  ],
  exportAnalyses: ({ table, bus, exportQueue }: With<'table' | 'bus' | 'exportQueue'>): Permission[] => [
    onTable(table, 'GetItem', 'PutItem'),
    send(exportQueue),
    announce(bus),
  ],
  writeExport: ({
    table,
    photos,
    bus,
    exportQueue,
  }: With<'table' | 'photos' | 'bus' | 'exportQueue'>): Permission[] => [
    onTable(table, 'Query', 'BatchGetItem', 'GetItem', 'PutItem'),
    query(table, stateIndex),
    inFolders(photos, ['exports'], 'PutObject', 'DeleteObject'),
    announce(bus),
    consume(exportQueue),
  ],
  sweep: ({ photos, table, bus, queue, exportQueue }: Omit<Parts, 'deadLetters'>): Permission[] => [
    query(table, dueIndex),
    onTable(table, 'Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'),
    inFolders(photos, ['uploads'], 'GetObject'),
    inFolders(photos, ['uploads', 'thumbnails', 'exports'], 'DeleteObject'),
    noticeMissing(photos),
    send(queue),
    allow(queue.queueArn, 'sqs:GetQueueAttributes'),
    send(exportQueue),
    announce(bus),
  ],
  redriveFailed: ({ table, bus, queue }: With<'table' | 'bus' | 'queue'>): Permission[] => [
    query(table, stateIndex),
    onTable(table, 'Query', 'GetItem', 'BatchGetItem', 'UpdateItem'),
    send(queue),
    announce(bus),
  ],
  createUploads: ({ table, photos }: With<'table' | 'photos'>): Permission[] => [
    onTable(table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem'),
    inFolders(photos, ['uploads'], 'PutObject'),
  ],
  retryAnalysis: ({ table, photos, queue, bus }: With<'table' | 'photos' | 'queue' | 'bus'>): Permission[] => [
    onTable(table, 'GetItem', 'BatchGetItem', 'UpdateItem'),
    inFolders(photos, ['uploads'], 'GetObject'),
    noticeMissing(photos),
    send(queue),
    announce(bus),
  ],
  deleteAnalysis: deletePhotos,
  deleteMyData: ({ table, photos }: With<'table' | 'photos'>): Permission[] => [
    ...deletePhotos({ table, photos }),
    onTable(table, 'Query', 'PutItem'),
    inFolders(photos, ['exports'], 'DeleteObject'),
  ],
  searchAnalyses: ({ table }: With<'table'>): Permission[] => [
    onTable(table, 'Query', 'BatchGetItem'),
    query(table, stateIndex),
  ],
  readTotals: ({ table }: With<'table'>): Permission[] => [
    onTable(table, 'Query', 'BatchGetItem'),
    query(table, stateIndex),
  ],
  estimateWait: ({ table, queue }: With<'table' | 'queue'>): Permission[] => [
    onTable(table, 'BatchGetItem'),
    allow(queue.queueArn, 'sqs:GetQueueAttributes'),
  ],
  setUserBlocked: ({ table }: With<'table'>): Permission[] => [onTable(table, 'GetItem', 'UpdateItem')],
  signImageUrls: ({ photos }: With<'photos'>): Permission[] => [
    inFolders(photos, ['uploads', 'thumbnails', 'exports'], 'GetObject'),
  ],
  /** Of a function: its own log. */
  writeLog: ({ logGroupArn }: ILogGroup): Permission[] => [
    allow(logGroupArn, 'logs:CreateLogStream', 'logs:PutLogEvents'),
  ],
  /** Of a data source: queries only read; what changes the table are functions. */
  readTable: (table: Table): Permission[] => [onTable(table, 'GetItem', 'Query')],
  /** Of a data source or a schedule. */
  invoke: ({ functionArn }: IFunction): Permission[] => [allow(functionArn, 'lambda:InvokeFunction')],
  /** Of the bus. */
  publish: ({ arn }: GraphqlApi): Permission[] => [
    allow(
      ['publishAnalysis', 'publishExport'].map((field) => `${arn}/types/Mutation/fields/${field}`),
      'appsync:GraphQL',
    ),
  ],
};

/** Gives a role permissions; the reasons of their wildcards stay with it. */
export function grant(role: Role, permissions: Permission[]): void {
  for (const { actions, resources, because } of permissions) {
    role.addToPrincipalPolicy(new PolicyStatement({ actions, resources }));
    if (because !== undefined) explainWildcards(role, because, { actions, resources });
  }
}

/** Lets EventBridge send to a queue for one rule. The CDK's own target would let it read the queue's settings too. */
export function letRuleSend(rule: IRule, queue: Queue): void {
  const conditions = { ArnEquals: { 'aws:SourceArn': rule.ruleArn } };
  const principals = [new ServicePrincipal('events.amazonaws.com', { conditions })];
  queue.addToResourcePolicy(
    new PolicyStatement({ principals, actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
  );
}

/**
 * Says why policies of `scope` and below hold wildcards, each by its own text. The reasons are acknowledgements of
 * cdk-nag's rule on wildcards, under its names for them; test/infra asks for one wherever a policy has a wildcard.
 */
export function explainWildcards(
  scope: IConstruct,
  reason: string,
  { actions = [], resources = [] }: { actions?: string[]; resources?: string[] },
): void {
  const flat = resources.map((resource) => `Resource::${nagName(scope, resource)}`);
  for (const name of [...actions.map((action) => `Action::${action}`), ...flat]) {
    if (name.includes('*')) Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[${name}]`, reason });
  }
}

/** How cdk-nag writes an ARN that holds references: `<Photos.Arn>/uploads/*`. */
function nagName(scope: IConstruct, arn: string): string {
  return flattenCfnReference(Stack.of(scope).resolve(arn));
}

/** The reasons of what the CDK writes into the policy of a bucket or a queue. */
export function explainPolicyOf(store: Bucket | Queue): void {
  const all = 'bucketArn' in store ? 's3:*' : 'sqs:*';
  explainWildcards(store, 'Denied: everything that does not come over TLS.', { actions: [all] });
  if (!('bucketArn' in store)) return;
  const emptied = 'Outside production the CDK’s function empties the bucket before it goes, whatever is in it.';
  explainWildcards(store, emptied, { actions: ['s3:GetBucket*', 's3:List*', 's3:DeleteObject*'] });
  explainWildcards(store, `${emptied} And what is denied without TLS is denied for every object.`, {
    resources: [store.arnForObjects('*')],
  });
  const provider = Stack.of(store).node.tryFindChild('Custom::S3AutoDeleteObjectsCustomResourceProvider');
  if (provider) explainBasicRole(provider, 'The CDK’s function that empties buckets writes its log');
}

/** AWS's own policy for functions that only write their log. */
export function explainBasicRole(scope: IConstruct, reason: string): void {
  const policy = 'arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM4[Policy::${policy}]`,
    reason: `${reason}, and its role is not ours to write.`,
  });
}
