import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { may } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';

export interface RedriveProps {
  table: Table;
  bus: EventBus;
  queue: Queue;
}

/** For operators: has photos looked at again that failed. Nobody calls it but they. */
export class Redrive extends Construct {
  readonly function: ServiceFunction;

  constructor(scope: Construct, id: string, { table, bus, queue }: RedriveProps) {
    super(scope, id);
    this.function = new ServiceFunction(this, 'RedriveFailed', {
      name: 'redrive-failed',
      description: 'Has photos that failed looked at again, when an operator says so',
      timeout: Duration.minutes(15),
      environment: {
        TABLE_NAME: table.tableName,
        EVENT_BUS_NAME: bus.eventBusName,
        QUEUE_URL: queue.queueUrl,
      },
      permissions: may.redriveFailed({ table, bus, queue }),
    });
  }
}
