import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { resolverNames } from '../../infra/bundle.ts';
import { templateOf } from './template.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Effect: z.string(),
});
const policy = z.object({ Properties: z.object({ PolicyDocument: z.object({ Statement: z.array(statement) }) }) });

const resolver = z.object({ Properties: z.object({ TypeName: z.string(), FieldName: z.string() }) });

/** Actions for which AWS knows no resources: a photo's labels, and what Lambda sends of traces. */
const knowNoResource = ['rekognition:DetectLabels', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

const functionNames = readdirSync(path.join(root, 'functions')).filter((name) =>
  existsSync(path.join(root, `functions/${name}/${name}.lambda.ts`)),
);

/** The template that `npm run synth` wrote. */
const template = Template.fromJSON(
  z.record(z.string(), z.unknown()).parse(JSON.parse(read('cdk.out/ImageAnalyzer.template.json'))),
);

describe('the synthesized stack', () => {
  it('runs every function of the product on Node 22, arm64, with source maps', () => {
    // One of them only where not everybody can sign up.
    const functions = Object.values(
      templateOf({ emailDomains: 'example.com' }).findResources('AWS::Lambda::Function', {
        Properties: { Handler: 'index.handler', Runtime: Match.stringLikeRegexp('nodejs') },
      }),
    );
    expect(functions).toHaveLength(functionNames.length);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs22.x',
        Architectures: ['arm64'],
        Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
      });
    }
  });

  it('keeps people and data apart: the API is closed unless a field opens itself', () => {
    template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
      AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
      UserPoolConfig: { DefaultAction: 'DENY' },
      AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }],
      IntrospectionConfig: 'DISABLED',
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: ['code'],
      GenerateSecret: false,
    });
  });

  it('has a resolver for each field that is not plain data', () => {
    const resolvers = Object.values(template.findResources('AWS::AppSync::Resolver')).map((found) => {
      const { TypeName, FieldName } = resolver.parse(found).Properties;
      return `${TypeName}.${FieldName}`;
    });
    expect(resolvers.sort()).toEqual(resolverNames());
    const schema = productSchema();
    for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
      for (const field of Object.keys(type?.getFields() ?? {})) expect(resolvers).toContain(`${type?.name}.${field}`);
    }
  });

  it('lets photos wait: a queue with a bounded number at a time and a dead-letter queue', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 14 * 86_400,
      RedrivePolicy: { maxReceiveCount: 6 },
    });
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 10 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  it('tells EventBridge of new photos without a custom resource, and takes uploads from its own page only', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      CorsConfiguration: {
        CorsRules: [
          { AllowedMethods: ['PUT', 'GET'], AllowedOrigins: [Match.objectLike({ 'Fn::Join': Match.anyValue() })] },
        ],
      },
    });
    template.resourceCountIs('Custom::S3BucketNotifications', 0);
  });

  it('keeps photos and results when the stack goes', () => {
    for (const type of ['AWS::DynamoDB::Table', 'AWS::Cognito::UserPool']) {
      template.hasResource(type, { DeletionPolicy: 'Retain' });
    }
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: { NotificationConfiguration: Match.anyValue() },
    });
  });

  it('grants no wildcard action, and every resource only where the action knows none', () => {
    const ours = Object.entries(template.findResources('AWS::IAM::Policy')).filter(
      ([name]) => !name.startsWith('CustomCDKBucketDeployment'),
    );
    expect(ours.length).toBeGreaterThan(5);
    for (const [name, resource] of ours) {
      for (const { Action, Resource } of policy.parse(resource).Properties.PolicyDocument.Statement) {
        const actions = [Action].flat();
        expect(actions.join(), name).not.toContain('*');
        if (Resource === '*') expect(knowNoResource, name).toEqual(expect.arrayContaining(actions));
      }
    }
  });

  it('gives the addresses that clients need', () => {
    const outputs = Object.keys(template.toJSON().Outputs as object);
    expect(outputs).toEqual(
      expect.arrayContaining([
        'Region',
        'GraphqlUrl',
        'WebUrl',
        'Issuer',
        'ClientId',
        'BucketName',
        'TableName',
        'EventBusName',
      ]),
    );
  });
});

function productSchema(): GraphQLSchema {
  return buildSchema(`${read('schema/appsync.graphql')}\n${read('schema/schema.graphql')}`);
}

interface Described {
  name: string;
  description?: string | null | undefined;
  args?: readonly Described[];
}

function fieldsOf(type: GraphQLObjectType | GraphQLInputObjectType): Described[] {
  return Object.values<Described>(type.getFields());
}

describe('the schema', () => {
  it('describes every type, field, argument and value', () => {
    const nameless: string[] = [];
    const note = (name: string, described: { description?: string | null | undefined }) => {
      if (!described.description) nameless.push(name);
    };
    for (const type of Object.values(productSchema().getTypeMap())) {
      if (type.name.startsWith('__') || ['String', 'Int', 'Float', 'Boolean', 'ID'].includes(type.name)) continue;
      note(type.name, type);
      if (isEnumType(type)) for (const value of type.getValues()) note(`${type.name}.${value.name}`, value);
      if (!isObjectType(type) && !isInputObjectType(type)) continue;
      for (const field of fieldsOf(type)) {
        note(`${type.name}.${field.name}`, field);
        for (const arg of field.args ?? []) note(`${type.name}.${field.name}(${arg.name})`, arg);
      }
    }
    expect(nameless).toEqual([]);
  });
});
