import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, expect } from 'vitest';
import { bootLocalCloud } from '../../infra/local/boot.ts';
import { behavioursOf } from './behaviour.ts';
import { callerOf } from './caller.ts';
import { assumed, documented, here } from './evidence.ts';
import { send, Signer } from './signing.ts';
import { openTarget, type Target } from './target.ts';

const door = behavioursOf('Front door');
const policyElements = 'IAM User Guide, IAM JSON policy elements';

let target: Target;
let signer: Signer;
beforeAll(async () => {
  target = await openTarget();
  signer = new Signer(target);
});
afterAll(() => target.stop());

door.covers(
  'Errors are XML with Code, Message, RequestId and HostId from S3, and JSON with __type and message from the others; every answer has a request id',
  documented('S3 API reference, REST error responses; Smithy, AWS JSON 1.0 protocol'),
  async () => {
    const xml = await send(
      await signer.sign({ service: 's3', method: 'GET', path: `/${target.output('BucketName')}/none` }),
    );
    expect(xml.headers.get('content-type')).toBe('application/xml');
    expect(xml.body).toMatch(/^<\?xml[^]*<Error><Code>\w+<\/Code><Message>[^<]+<\/Message>/);
    expect(xml.body).toMatch(/<RequestId>\w+<\/RequestId><HostId>[^<]+<\/HostId><\/Error>$/);
    expect(xml.headers.get('x-amz-request-id')).toMatch(/^\w+$/);
    const headers = { 'x-amz-target': 'DynamoDB_20120810.Nothing', 'content-type': 'application/x-amz-json-1.0' };
    const json = await send(await signer.sign({ service: 'dynamodb', headers, body: '{}' }));
    expect([json.status, json.code]).toEqual([400, 'UnknownOperationException']);
    expect(json.headers.get('content-type')).toContain('application/x-amz-json-1.0');
    expect(json.headers.get('x-amzn-requestid')).toMatch(/./);
  },
);

door.covers(
  'An SDK whose clock is off corrects itself by the Date of the refusal and is let in at its second attempt',
  here(documented('AWS SDK for JavaScript v3: clock skew correction')),
  async () => {
    const sqs = new SQSClient({ ...target.client, maxAttempts: 2 });
    target.local.clock.advance(3_600_000);
    const message = new SendMessageCommand({ QueueUrl: target.output('MessagesUrl'), MessageBody: 'late' });
    expect((await sqs.send(message)).$metadata).toMatchObject({ httpStatusCode: 200, attempts: 2 });
  },
);

door.covers(
  'Every call is remembered with its principal, action, resource and whether it was allowed',
  here(documented('AWS CloudTrail User Guide, record contents')),
  async () => {
    const Bucket = target.output('BucketName');
    await callerOf(target)('GetObject', { Bucket, Key: 'elsewhere/a' });
    expect(target.local.cloud.calls()).toContainEqual(
      expect.objectContaining({
        service: 's3',
        operation: 'GetObject',
        action: 's3:GetObject',
        resource: `arn:aws:s3:::${Bucket}/elsewhere/a`,
        principal: expect.stringMatching(/^arn:aws:iam::\d{12}:role\/.*Caller/) as string,
        allowed: false,
      }),
    );
  },
);

door.refuses(
  'A call to a service that is not emulated is 400 UnknownOperationException, with the service’s name',
  here(assumed('on AWS such a host would answer')),
  async () => {
    const { status, body } = await send(await signer.sign({ service: 's3' }, { service: 'sns' }));
    expect([status, body]).toEqual([400, expect.stringContaining('The service sns is not emulated.')]);
  },
);

door.refuses(
  'A path with dot segments is 400 InvalidURI: S3 would take them as a part of the key',
  here(documented('Amazon S3 User Guide, Naming Amazon S3 objects')),
  async () => {
    const object = { Bucket: target.output('BucketName'), Key: 'a' };
    const { search, host } = new URL(await getSignedUrl(new S3Client(target.client), new GetObjectCommand(object)));
    // `fetch` would resolve them itself.
    const call = request(`http://${host}`, { path: `/${object.Bucket}/a/../b${search}` }).end();
    const [response] = (await once(call, 'response')) as [AsyncIterable<Buffer>];
    let text = '';
    for await (const chunk of response) text += chunk.toString();
    expect(text).toContain('<Code>InvalidURI</Code>');
  },
);

/** Why a stack with this role, and perhaps more, does not boot. */
async function refusalOf(role: object, more: Record<string, object> = {}): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'front-door-'));
  const write = (name: string, content: object) => writeFile(path.join(folder, name), JSON.stringify(content));
  const properties = { templateFile: 'S.template.json' };
  const stack = { type: 'aws:cloudformation:stack', environment: 'aws://unknown-account/unknown-region', properties };
  const Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] }, ...role } };
  await write('manifest.json', { artifacts: { S: stack } });
  await write('S.template.json', { Resources: { Role, ...more } });
  const ports = { web: 0, graphql: 0, aws: 0, signIn: 0 };
  try {
    const cloud = await bootLocalCloud({ assemblyDir: folder, dataDir: path.join(folder, 'data'), ports });
    await cloud.stop();
    return 'It boots.';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const statement = (more: object) => ({
  Policies: [{ PolicyName: 'P', PolicyDocument: { Statement: { Effect: 'Allow', Action: '*', ...more } } }],
});

door.refuses(
  'What policies may say and is not evaluated stops the boot, by name: NotAction, NotResource, NotPrincipal, policy variables, other operators and global condition keys, set operators',
  here(documented(policyElements)),
  async () => {
    expect(await refusalOf(statement({}))).toBe('It boots.');
    expect(await refusalOf(statement({ NotAction: 's3:*' }))).toContain('NotAction');
    expect(await refusalOf(statement({ NotResource: '*' }))).toContain('NotResource');
    expect(await refusalOf(statement({ NotPrincipal: '*' }))).toContain('NotPrincipal');
    expect(await refusalOf(statement({ Resource: 'arn:aws:s3:::b/${aws:username}' }))).toContain('policy variables');
    const condition = (operator: string, key: string) => statement({ Condition: { [operator]: { [key]: 'x' } } });
    expect(await refusalOf(condition('BinaryEquals', 's3:prefix'))).toContain('BinaryEquals');
    expect(await refusalOf(condition('ForAllValues:StringEquals', 's3:prefix'))).toContain('ForAllValues');
    expect(await refusalOf(condition('StringEquals', 'aws:PrincipalTag/team'))).toContain('aws:PrincipalTag/team');
  },
);

door.refuses(
  'Permission boundaries and managed policies that are not known stop the boot, by name',
  here(documented('IAM User Guide, Policies and permissions')),
  async () => {
    const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    expect(await refusalOf({ PermissionsBoundary: boundary })).toContain('PermissionsBoundary');
    expect(await refusalOf({ ManagedPolicyArns: [boundary] })).toContain('PowerUserAccess');
  },
);

door.covers(
  'A role that does not trust the service that is to use it stops the boot, as AWS refuses it at deployment or at its first use',
  here(documented('IAM User Guide, Granting permissions to pass a role to a service: trust policies')),
  async () => {
    const RoleArn = { 'Fn::GetAtt': ['Role', 'Arn'] };
    const Rule = {
      Type: 'AWS::Events::Rule',
      Properties: {
        EventPattern: { source: ['x'] },
        Targets: [
          {
            Id: 'T',
            Arn: 'arn:aws:appsync:us-east-1:000000000000:endpoints/graphql-api/x',
            RoleArn,
            AppSyncParameters: { GraphQLOperation: 'mutation { a }' },
          },
        ],
      },
    };
    const trust = (Service: string) => ({
      AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } } },
    });
    expect(await refusalOf(trust('lambda.amazonaws.com'), { Rule })).toMatch(
      /Rule: the role arn:.*Role does not trust events\.amazonaws\.com/,
    );
    expect(await refusalOf(trust('events.amazonaws.com'), { Rule })).toBe('It boots.');
  },
);
