import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { dueIndex, expiryAttribute, stateIndex } from '../../schema/table.ts';
import type { Configuration } from '../configuration.ts';
import { removalPolicyOf } from './stage.ts';

/** The one table, whose keys and indexes `schema/table.ts` names. Restorable to any second of 35 days. */
export class AnalysisTable extends Table {
  constructor(scope: Construct, id: string, { stage, retentionDays }: Configuration) {
    const attribute = (name: string) => ({ name, type: AttributeType.STRING });
    super(scope, id, {
      partitionKey: attribute('PK'),
      sortKey: attribute('SK'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(retentionDays !== undefined && { timeToLiveAttribute: expiryAttribute }),
      removalPolicy: removalPolicyOf(stage),
    });
    for (const { indexName, partitionKey, sortKey } of [dueIndex, stateIndex]) {
      this.addGlobalSecondaryIndex({
        indexName,
        partitionKey: attribute(partitionKey),
        sortKey: attribute(sortKey),
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
  }
}
