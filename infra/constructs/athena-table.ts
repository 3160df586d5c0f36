import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Where in the bucket analyses lie, by the day (UTC) on which they arrive. */
export const folder = 'analyses/day=';

const labels =
  'array<struct<name:string,confidence:double,parents:array<string>,aliases:array<string>,categories:array<string>,' +
  'instances:array<struct<confidence:double,box:struct<left:double,top:double,width:double,height:double>>>>>';

/** A table for Athena whose partitions need no crawler. */
export function addAthenaTable(scope: Construct, bucket: Bucket, databaseName: string): void {
  const catalogId = bucket.stack.account;
  const database = new CfnDatabase(scope, 'Database', {
    catalogId,
    databaseInput: { name: databaseName, description: 'What became of photos' },
  });
  const table = new CfnTable(scope, 'Analyses', {
    catalogId,
    databaseName,
    tableInput: {
      name: 'analyses',
      tableType: 'EXTERNAL_TABLE',
      partitionKeys: [{ name: 'day', type: 'string' }],
      parameters: {
        'projection.enabled': 'true',
        'projection.day.type': 'date',
        'projection.day.format': 'yyyy-MM-dd',
        'projection.day.range': '2025-01-01,NOW',
        'storage.location.template': `s3://${bucket.bucketName}/${folder}\${day}/`,
      },
      storageDescriptor: {
        columns: [
          ...['id', 'status', 'createdat', 'updatedat', 'reason', 'labelmodelversion'].map((name) => ({
            name,
            type: 'string',
          })),
          { name: 'version', type: 'int' },
          { name: 'size', type: 'bigint' },
          { name: 'labels', type: labels },
        ],
        location: `s3://${bucket.bucketName}/analyses/`,
        inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
        outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
        serdeInfo: { serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe' },
      },
    },
  });
  table.addResourceDependency(database);
}
