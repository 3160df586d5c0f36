import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Resource } from '../../assembly/resource.ts';
import { SteerableClock } from '../../clock.ts';
import type { Store } from '../../store.ts';
import { AwsError, type Cloud, type Deployment, type Permission, type Principal, type Services } from '../service.ts';
import { appsync } from './index.ts';

export interface TestApiOptions {
  schema: string;
  /** By `Type.field`. */
  resolvers?: Record<string, TestResolver>;
  functions?: Record<string, { code: string; dataSource: string }>;
  /** Properties of the GraphQLApi that differ. */
  api?: Record<string, unknown>;
  fakes?: { [Name in keyof Services]?: Partial<Services[Name]> };
  /** Policies; everything is allowed by default. */
  allows?: (principal: Principal, permission: Permission) => boolean;
  authenticate?: Cloud['authenticate'];
}

export interface TestResolver {
  code: string;
  dataSource?: 'none' | 'table' | 'function';
  /** Names of functions: makes it a pipeline. */
  functions?: string[];
  maxBatchSize?: number;
}

/** The API of a test on a real port, with a user pool that gives tokens. */
export interface TestApi {
  url: string;
  realtimeUrl: string;
  /** Host and port of both. */
  host: string;
  arn: string;
  cloud: Cloud;
  clock: SteerableClock;
  logged: Parameters<Cloud['log']>[0][];
  asked: { principal: Principal; permission: Permission }[];
  /** An access token of user `ada`, valid for an hour, with these claims besides. */
  token: (claims?: Record<string, unknown>) => Promise<string>;
  /** One request as `ada`, or with these headers. */
  post: (query: string, options?: PostOptions) => Promise<{ status: number; body: unknown; headers: Headers }>;
  execute: Services['appsync']['execute'];
  stop: () => Promise<void>;
}

export interface PostOptions {
  variables?: Record<string, unknown>;
  operationName?: string;
  headers?: Record<string, string>;
}

export const tableRole = 'arn:aws:iam::000000000000:role/table-role';
export const functionRole = 'arn:aws:iam::000000000000:role/function-role';
export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:answers';
export const publisher: Principal = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/publisher' };

/** Code of a NONE resolver that answers with a JavaScript expression over `ctx`. */
export function answering(expression: string): string {
  return `import { util, extensions, runtime } from '@aws-appsync/utils';
export function request(ctx) { return { payload: null }; }
export function response(ctx) { return ${expression}; }`;
}

/** Code of a resolver or function, from the bodies of its handlers. */
export function handlers(request: string, response: string): string {
  return `import { util, runtime } from '@aws-appsync/utils';
export function request(ctx) { ${request} }
export function response(ctx) { ${response} }`;
}

export async function startApi(options: TestApiOptions): Promise<TestApi> {
  const issuer = await startIssuer();
  const server = await listening(createServer());
  const address = addressOf(server);
  const deployment: Deployment = {
    region: 'us-east-1',
    account: '000000000000',
    partition: 'aws',
    addresses: { aws: 'http://127.0.0.1:1', web: 'http://127.0.0.1:2', graphql: address, signIn: issuer.url },
  };
  const seen: Seen = { clock: new SteerableClock(), logged: [], asked: [] };
  const cloud = cloudOf(options, deployment, issuer.url, seen);
  const running = await appsync.start(cloud).catch(async (error: unknown) => {
    await Promise.all([close(server), issuer.stop()]);
    throw error;
  });
  const { listener, offers } = running;
  const appsyncOffer = offers?.appsync;
  if (!listener?.upgrade || !appsyncOffer) throw new Error('AppSync does not listen');
  server.on('request', listener.request).on('upgrade', listener.upgrade);
  const token: TestApi['token'] = (claims) => issuer.token(seen.clock.now(), claims);
  const url = `${address}/graphql`;
  return {
    url,
    realtimeUrl: `${address.replace('http', 'ws')}/graphql/realtime`,
    host: new URL(address).host,
    arn: String(cloud.resources[0]?.attributes['Arn']),
    cloud,
    ...seen,
    token,
    async post(query, { headers, ...rest } = {}) {
      const response = await fetch(url, {
        method: 'POST',
        headers: headers ?? { authorization: await token() },
        body: JSON.stringify({ query, ...rest }),
      });
      return { status: response.status, body: await response.json(), headers: response.headers };
    },
    execute: (...call) => appsyncOffer.execute(...call),
    async stop() {
      await running.stop();
      await Promise.all([close(server), issuer.stop()]);
    },
  };
}

type Seen = Pick<TestApi, 'clock' | 'logged' | 'asked'>;

function cloudOf(
  options: TestApiOptions,
  deployment: Deployment,
  issuer: string,
  { clock, logged, asked }: Seen,
): Cloud {
  return {
    deployment,
    resources: resourcesOf(options, deployment, issuer),
    assemblyDir: '',
    dataDir: '',
    store: memoryStore(),
    clock,
    credentialsOf: () => ({ accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' }),
    authorize(principal, permission) {
      asked.push({ principal, permission });
      if (options.allows?.(principal, permission) === false) {
        throw new AwsError('AccessDeniedException', `${principal.arn} may not ${permission.action}`, 403);
      }
    },
    attempt: (_service, _operation, call) => call(),
    authenticate: options.authenticate ?? (() => publisher),
    assetPath: () => '',
    services: (options.fakes ?? {}) as Services,
    log: (line) => logged.push(line),
  };
}

function resourcesOf(options: TestApiOptions, deployment: Deployment, issuer: string): Resource[] {
  const identify = (logicalId: string, type: string, properties: Record<string, unknown>): Resource => {
    const kind = appsync.kinds.find((each) => each.type === type);
    if (!kind) throw new Error(`AppSync has no ${type}`);
    return { logicalId, type, properties, ...kind.identify({ logicalId, properties, deployment }) };
  };
  const api = identify('Api', 'AWS::AppSync::GraphQLApi', {
    Name: 'test',
    AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
    UserPoolConfig: { UserPoolId: 'pool', AwsRegion: 'us-east-1', DefaultAction: 'ALLOW' },
    ...options.api,
  });
  const ApiId = api.attributes['ApiId'];
  const Runtime = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
  const part = (logicalId: string, kind: string, properties: Record<string, unknown>) =>
    identify(logicalId, `AWS::AppSync::${kind}`, { ApiId, ...properties });
  const functions = Object.entries(options.functions ?? {}).map(([Name, { code, dataSource }]) =>
    part(Name, 'FunctionConfiguration', { Name, DataSourceName: dataSource, Code: code, Runtime }),
  );
  const functionId = (name: string) => functions.find(({ logicalId }) => logicalId === name)?.attributes['FunctionId'];
  return [
    api,
    part('Schema', 'GraphQLSchema', { Definition: options.schema }),
    part('None', 'DataSource', { Name: 'none', Type: 'NONE' }),
    part('Table', 'DataSource', {
      Name: 'table',
      Type: 'AMAZON_DYNAMODB',
      ServiceRoleArn: tableRole,
      DynamoDBConfig: { TableName: 'things', AwsRegion: 'us-east-1' },
    }),
    part('Function', 'DataSource', {
      Name: 'function',
      Type: 'AWS_LAMBDA',
      ServiceRoleArn: functionRole,
      LambdaConfig: { LambdaFunctionArn: functionArn },
    }),
    ...functions,
    ...Object.entries(options.resolvers ?? {}).map(([name, resolver]) => {
      const [TypeName, FieldName] = name.split('.');
      return part(name, 'Resolver', {
        TypeName,
        FieldName,
        Code: resolver.code,
        Runtime,
        MaxBatchSize: resolver.maxBatchSize ?? 0,
        ...(resolver.functions
          ? { Kind: 'PIPELINE', PipelineConfig: { Functions: resolver.functions.map(functionId) } }
          : { Kind: 'UNIT', DataSourceName: resolver.dataSource ?? 'none' }),
      });
    }),
    {
      logicalId: 'Pool',
      type: 'AWS::Cognito::UserPool',
      properties: {},
      ref: 'pool',
      attributes: { ProviderURL: issuer },
    },
  ];
}

const keyPair = generateKeyPair('RS256', { extractable: true });

async function startIssuer() {
  const { privateKey, publicKey } = await keyPair;
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'key', alg: 'RS256' }] });
  const serveKeys: RequestListener = (_request, response) => response.end(keys);
  const server = await listening(createServer(serveKeys));
  const url = addressOf(server);
  return {
    url,
    token: (now: number, claims: Record<string, unknown> = {}) =>
      new SignJWT({
        sub: 'ada-sub',
        username: 'ada',
        iss: url,
        token_use: 'access',
        client_id: 'client',
        exp: Math.floor(now / 1000) + 3600,
        ...claims,
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'key' })
        .sign(privateKey),
    stop: () => close(server),
  };
}

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

async function close(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

function memoryStore(): Store {
  const entries = new Map<string, unknown>();
  return {
    get: <T>(key: string) => Promise.resolve(entries.get(key) as T | undefined),
    batch(operations) {
      for (const each of operations) {
        if (each.type === 'put') entries.set(each.key, each.value);
        else entries.delete(each.key);
      }
      return Promise.resolve();
    },
    entries: () => {
      throw new Error('not needed');
    },
    close: () => Promise.resolve(),
  };
}
