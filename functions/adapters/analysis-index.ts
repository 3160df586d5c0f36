import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ownerState, stateIndex, tableKeys } from '../../schema/table.ts';
import { placeName } from '../domain/labels.ts';
import type { AnalysisIndex, IdRange } from '../domain/ports.ts';
import { readAll } from './batches.ts';
import { storedAnalysis } from './stored-analysis.ts';

const entries = z.array(z.object({ SK: z.string(), confidence: z.number().optional() }));
const idLength = 26;

/** What analyses are searched by, in DynamoDB: the state index and the items of the label index. */
export function analysisIndex(tableName: string): AnalysisIndex {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient());
  return {
    async ids(owner, range, { from, to, count }) {
      const { Items = [] } = await table.send(
        new QueryCommand({
          ...rangeQuery(owner, range, from, to),
          TableName: tableName,
          ScanIndexForward: false,
          Limit: count,
        }),
      );
      return entries.parse(Items).map(({ SK, confidence }) => ({ id: SK.slice(-idLength), confidence }));
    },
    async rows(owner, ids) {
      const keys = ids.map((id) => tableKeys.analysis(owner, id));
      const found = z.array(storedAnalysis).parse(await readAll(table, tableName, keys));
      const byId = new Map(found.map((row) => [row.id, row]));
      return ids.flatMap((id) => byId.get(id) ?? []);
    },
  };
}

function rangeQuery(owner: string, range: IdRange, from: string, to: string): Omit<QueryCommandInput, 'TableName'> {
  // The key of an index holds no empty text; no id sorts before this one.
  if ('status' in range) {
    return {
      IndexName: stateIndex.indexName,
      KeyConditionExpression: '#state = :state AND #id BETWEEN :from AND :to',
      ExpressionAttributeNames: { '#state': stateIndex.partitionKey, '#id': stateIndex.sortKey },
      ExpressionAttributeValues: { ':state': ownerState(owner, range.status), ':from': from || '0', ':to': to },
    };
  }
  const place = placeName(range.place);
  const first = tableKeys.label(owner, place, from);
  return {
    KeyConditionExpression: 'PK = :owner AND SK BETWEEN :from AND :to',
    ExpressionAttributeValues: { ':owner': first.PK, ':from': first.SK, ':to': tableKeys.label(owner, place, to).SK },
  };
}
