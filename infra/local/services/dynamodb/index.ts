/**
 * DynamoDB: dynalite on disk, in this process.
 *
 * Covered, over AWS JSON 1.0: GetItem, PutItem, UpdateItem, DeleteItem, Query, Scan, BatchGetItem, BatchWriteItem and
 * DescribeTable, with expressions, conditions, local and global indexes; tables as the template has them. Each
 * operation's changes, the indexes' included, reach the disk together.
 *
 * Refused by name: transactions, streams, PartiQL, ReturnValuesOnConditionCheckFailure and any other member that
 * dynalite does not know (ValidationException); every other operation (UnknownOperationException); a table on disk
 * with other keys or indexes than the template has (at boot).
 *
 * An item whose time to live is over goes within an hour. Capacity is never exceeded; a boot with a meter tells it what each call consumes.
 *
 * Without effect: billing, throughput, stream settings, recovery, encryption, tags.
 * Reads of an index are consistent here.
 */
import { join } from 'node:path';
import * as z from 'zod';
import { jsonError, jsonResponse, readJsonCall, unknownOperation } from '../aws-json.ts';
import { physicalName } from '../properties.ts';
import {
  AwsError,
  type AwsEndpoint,
  type Deployment,
  type Permission,
  type ResourceKind,
  type Service,
} from '../service.ts';
import { Engine } from './engine.ts';
import { metered, type Call } from './meter.ts';
import { itemOperations } from './operations.ts';
import { ensureTable } from './table.ts';
import { expireItems } from './time-to-live.ts';

const arnOf = ({ region, account }: Deployment, table: string) =>
  `arn:aws:dynamodb:${region}:${account}:table/${table}`;

const tableKind: ResourceKind = {
  type: 'AWS::DynamoDB::Table',
  identify: ({ logicalId, properties, deployment }) => {
    const name = physicalName(properties, 'TableName', logicalId);
    return { ref: name, attributes: { Arn: arnOf(deployment, name) } };
  },
};

export const dynamodb: Service = {
  name: 'dynamodb',
  kinds: [tableKind],
  start: async (cloud) => {
    const engine = new Engine(join(cloud.dataDir, 'dynamodb'), cloud.deployment);
    const tables = cloud.resources.filter(({ type }) => type === tableKind.type);
    try {
      for (const table of tables) await ensureTable(engine, table);
    } catch (error) {
      await engine.close();
      throw error;
    }
    const stopExpiring = expireItems(cloud, engine, tables);
    const run: Call = async (operation, input) => engine.run(operationNamed(operation), input);
    const call = cloud.meter ? metered(run, cloud.meter, engine.countIndexWrites()) : run;
    return {
      endpoint: endpoint(cloud.deployment, call),
      offers: {
        dynamodb: {
          call: async (principal, operation, input) => {
            permissionsOf(cloud.deployment, operation, input).forEach((each) => cloud.authorize(principal, each));
            return plain.parse(await call(operation, input, principal));
          },
        },
      },
      stop: async () => {
        await stopExpiring();
        await engine.close();
      },
    };
  },
};

const plain = z.record(z.string(), z.unknown());

function operationNamed(name: string) {
  const operation = Object.hasOwn(itemOperations, name) ? itemOperations[name] : undefined;
  if (!operation) throw unknownOperation(name);
  return operation;
}

const addressed = z.object({
  TableName: z.string().optional(),
  IndexName: z.string().optional(),
  RequestItems: z.record(z.string(), z.unknown()).optional(),
});

/** An operation needs its permission on each table that it names, or on the index that it reads. */
function permissionsOf(deployment: Deployment, name: string, input: Record<string, unknown>): Permission[] {
  operationNamed(name);
  const action = `dynamodb:${name}`;
  const { TableName, IndexName, RequestItems } = addressed.safeParse(input).data ?? {};
  if (RequestItems) return Object.keys(RequestItems).map((table) => ({ action, resource: arnOf(deployment, table) }));
  if (TableName === undefined) {
    const parameter = name.startsWith('Batch') ? 'RequestItems' : 'TableName';
    const message = `The parameter '${parameter}' is required but was not present in the request`;
    throw new AwsError('ValidationException', message);
  }
  const table = arnOf(deployment, TableName);
  return [{ action, resource: IndexName === undefined ? table : `${table}/index/${IndexName}` }];
}

function endpoint(deployment: Deployment, call: Call): AwsEndpoint {
  const target = 'DynamoDB_20120810';
  return {
    signingName: 'dynamodb',
    permissions: (request) => {
      const { operation, input } = readJsonCall(request, target);
      return permissionsOf(deployment, operation, input);
    },
    handle: async (request) => {
      const { operation, input } = readJsonCall(request, target);
      return jsonResponse(await call(operation, input, request.principal), '1.0');
    },
    error: (error) => {
      const validation = error.code === 'ValidationException';
      return jsonError(error, '1.0', validation ? 'com.amazon.coral.validate' : 'com.amazonaws.dynamodb.v20120810');
    },
  };
}
