import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Deployment, ResourceKind } from '../service.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** 26 letters and digits, the same after each start. */
function derivedId({ account, region }: Deployment, logicalId: string): string {
  const digest = createHash('sha256').update(['appsync', account, region, logicalId].join('\0')).digest();
  return Array.from(digest.subarray(0, 26), (byte) => alphabet[byte % alphabet.length]).join('');
}

function arn({ partition, region, account }: Deployment, resource: string): string {
  return `arn:${partition}:appsync:${region}:${account}:${resource}`;
}

const partOfApi = z.object({ ApiId: z.string() });
const named = partOfApi.extend({ Name: z.string() });
const field = partOfApi.extend({ TypeName: z.string(), FieldName: z.string() });

/** What `Ref` and `Fn::GetAtt` give for AppSync's resources. */
export const kinds: ResourceKind[] = [
  {
    type: 'AWS::AppSync::GraphQLApi',
    identify({ logicalId, deployment }) {
      const apiId = derivedId(deployment, logicalId);
      const { host } = new URL(deployment.addresses.graphql);
      const apiArn = arn(deployment, `apis/${apiId}`);
      return {
        ref: apiArn,
        attributes: {
          ApiId: apiId,
          Arn: apiArn,
          GraphQLUrl: `${deployment.addresses.graphql}/graphql`,
          GraphQLDns: host,
          GraphQLEndpointArn: arn(
            deployment,
            `endpoints/graphql-api/${derivedId(deployment, `${logicalId}/endpoint`)}`,
          ),
          RealtimeUrl: `${deployment.addresses.graphql.replace(/^http/, 'ws')}/graphql/realtime`,
          RealtimeDns: host,
        },
      };
    },
  },
  {
    type: 'AWS::AppSync::GraphQLSchema',
    identify({ properties }) {
      const ref = `${partOfApi.parse(properties).ApiId}GraphQLSchema`;
      return { ref, attributes: { Id: ref } };
    },
  },
  {
    type: 'AWS::AppSync::DataSource',
    identify({ properties, deployment }) {
      const { ApiId, Name } = named.parse(properties);
      const ref = arn(deployment, `apis/${ApiId}/datasources/${Name}`);
      return { ref, attributes: { DataSourceArn: ref, Name } };
    },
  },
  {
    type: 'AWS::AppSync::Resolver',
    identify({ properties, deployment }) {
      const { ApiId, TypeName, FieldName } = field.parse(properties);
      const ref = arn(deployment, `apis/${ApiId}/types/${TypeName}/resolvers/${FieldName}`);
      return { ref, attributes: { ResolverArn: ref, TypeName, FieldName } };
    },
  },
  {
    type: 'AWS::AppSync::FunctionConfiguration',
    identify({ logicalId, properties, deployment }) {
      const { ApiId, Name, DataSourceName } = named.extend({ DataSourceName: z.string() }).parse(properties);
      const FunctionId = derivedId(deployment, logicalId);
      const ref = arn(deployment, `apis/${ApiId}/functions/${FunctionId}`);
      return { ref, attributes: { FunctionArn: ref, FunctionId, Name, DataSourceName } };
    },
  },
];
