import { analysisPrefix, tableKeys } from '../../../schema/table.ts';

/** The resolvers of three fields in VTL, for Amplify's simulator. */
const { PK, SK } = tableKeys.analysis('$ctx.identity.sub', '$ctx.args.id');

const handOn = '$util.toJson($ctx.result)';

export const templates = [
  {
    ...{ kind: 'UNIT', typeName: 'Query', fieldName: 'analysis', dataSourceName: 'table' },
    requestMappingTemplate: `{
      "version": "2018-05-29",
      "operation": "GetItem",
      "key": { "PK": $util.dynamodb.toDynamoDBJson("${PK}"), "SK": $util.dynamodb.toDynamoDBJson("${SK}") },
      "consistentRead": true
    }`,
    responseMappingTemplate: handOn,
  },
  {
    ...{ kind: 'UNIT', typeName: 'Query', fieldName: 'analyses', dataSourceName: 'table' },
    requestMappingTemplate: `{
      "version": "2018-05-29",
      "operation": "Query",
      "query": {
        "expression": "PK = :owner AND begins_with(SK, :prefix)",
        "expressionValues": {
          ":owner": $util.dynamodb.toDynamoDBJson("${PK}"),
          ":prefix": $util.dynamodb.toDynamoDBJson("${analysisPrefix}")
        }
      },
      "scanIndexForward": false,
      "limit": $util.defaultIfNull($ctx.args.limit, 25)
      #if ($ctx.args.nextToken), "nextToken": $util.toJson($ctx.args.nextToken) #end
    }`,
    responseMappingTemplate: handOn,
  },
  {
    ...{ kind: 'UNIT', typeName: 'Mutation', fieldName: 'createUploads', dataSourceName: 'createUploads' },
    requestMappingTemplate: `{
      "version": "2018-05-29",
      "operation": "Invoke",
      "payload": { "owner": "$ctx.identity.sub", "files": $util.toJson($ctx.args.files) }
    }`,
    responseMappingTemplate: handOn,
  },
];
