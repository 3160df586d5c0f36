import type { Clock } from '../clock.ts';
import type { Resource } from '../assembly/resource.ts';
import type { Store } from '../store.ts';

/** Who makes a call: a role of the stack (its synthesized policies apply), the operator (`root`), or nobody. */
export interface Principal {
  kind: 'role' | 'root' | 'service' | 'anonymous';
  /** ARN of the role, of the account's root, or the service's name (`events.amazonaws.com`). */
  arn: string;
  /** For a service: the resource on whose behalf it calls, the `aws:SourceArn` of policies. */
  sourceArn?: string;
}

/** One signed call, as the front door hands it to a service: signature and policies are already checked. */
export interface AwsRequest {
  method: string;
  /** Origin-form URL as it came in, on the front door's own origin. */
  url: URL;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  principal: Principal;
  /** Address of the caller's socket. */
  sourceIp: string;
}

export interface AwsResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** One permission that a call needs; all of them must be granted. */
export interface Permission {
  /** For example `s3:PutObject`. */
  action: string;
  /** ARN, or `*` for actions that know no resource. */
  resource: string;
  /** Condition keys and their values, for example `aws:SecureTransport`. */
  context?: Record<string, string>;
}

/** A request with a SigV4 signature in its headers or its URL, as it came over the wire. */
export interface SignedRequest {
  method: string;
  /** Origin form, exactly as sent: `/bucket/key?X-Amz-Date=…`. */
  target: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/** What an AWS service endpoint answers over HTTP (S3, DynamoDB, SQS, EventBridge, Rekognition, Lambda). */
export interface AwsEndpoint {
  /** The service in the SigV4 credential scope: `s3`, `dynamodb`, `sqs`, `events`, `rekognition`, `lambda`. */
  signingName: string;
  /** The permissions this call needs; throws an {@link AwsError} when the call is not one of the service's. */
  permissions(request: AwsRequest): Permission[];
  /** The API's name for this call, for the record of calls and for faults. Default: from `x-amz-target`, else the first action. */
  operation?(request: AwsRequest): string;
  handle(request: AwsRequest): Promise<AwsResponse>;
  /** An error in the service's own wire format. */
  error(error: AwsError, request: Pick<AwsRequest, 'method' | 'url' | 'headers'>): AwsResponse;
  /** Calls that need no signature: the CORS preflight of a bucket. Undefined when the call is not one of those. */
  unsigned?(request: AwsRequest): Promise<AwsResponse> | undefined;
  /**
   * Adds what every answer carries, the front door's own refusals included: the CORS headers of a bucket. The front
   * door calls it once on each answer, after `handle` or `error`, and not after `unsigned`.
   */
  decorate?(response: AwsResponse, request: Pick<AwsRequest, 'method' | 'url' | 'headers'>): AwsResponse;
}

/** A failure with AWS's own code; each service renders it in its own wire format. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Further members of the error body, for example S3's `<Key>`. */
  readonly detail: Record<string, string>;

  constructor(code: string, message: string, status = 400, detail: Record<string, string> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/** The connection broke before there was an answer. Between services it is what the AWS SDK then throws. */
export class ConnectionReset extends AwsError {
  constructor() {
    super('SdkClientException', 'Unable to execute HTTP request: Connection reset', 500);
  }
}

/** Where the parts of the local cloud listen. */
export interface Addresses {
  /** AWS endpoints, for example `http://127.0.0.1:4002`. */
  aws: string;
  /** For example `http://127.0.0.1:4001`; AppSync answers on `/graphql` and `/graphql/realtime`. */
  graphql: string;
  web: string;
  /** The sign-in pages and the OpenID issuer. */
  signIn: string;
}

export interface Deployment {
  region: string;
  account: string;
  partition: 'aws';
  addresses: Addresses;
}

/** What a resource is known by inside the template: what `Ref` and `Fn::GetAtt` give. */
export interface Identity {
  ref: string;
  attributes: Record<string, string>;
}

/** A CloudFormation resource type that the local cloud runs, and how its identity follows from its properties. */
export interface ResourceKind {
  type: string;
  identify(input: { logicalId: string; properties: Record<string, unknown>; deployment: Deployment }): Identity;
}

/** An event as it travels on a bus; `detail` is JSON. */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: Record<string, unknown>;
}

/** What one call of a table consumed, as DynamoDB bills it. */
export interface Consumption {
  operation: string;
  /** Who called: the ARN. */
  by: string;
  kind: 'read' | 'write';
  units: number;
}

/** What AWS bills beside the capacity of tables, as it happens. Bytes are those of bodies. */
export type Usage =
  /** A call of a service, whoever made it, and how long it took. */
  | { kind: 'call'; service: string; operation: string; ms: number }
  /** A function has run. */
  | { kind: 'run'; function: string; memoryMb: number; ms: number }
  /** An event has come to a bus. */
  | { kind: 'event'; source: string; bytes: number }
  /** A subscriber has been told. */
  | { kind: 'push'; bytes: number }
  /** A subscriber's connection has ended. */
  | { kind: 'connection'; ms: number }
  /** Something has left for a browser. */
  | { kind: 'download'; from: 'appsync' | 's3'; bytes: number }
  /** A function has printed something. */
  | { kind: 'log'; bytes: number };

/** Everything a service may use while it runs. Services call each other through `services`, as principals. */
export interface Cloud {
  deployment: Deployment;
  /** All resources of the stack, resolved. */
  resources: readonly Resource[];
  /** The synthesized assembly's folder, for assets. */
  assemblyDir: string;
  /** The folder that outlives restarts; a service keeps its own sub-folder in it. */
  dataDir: string;
  store: Store;
  clock: Clock;
  /** Key, secret and session token for a role of the stack, as the service that assumes it would get. */
  credentialsOf(roleArn: string): { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /** Throws AccessDeniedException unless the policies of the stack let `principal` do this. */
  authorize(principal: Principal, permission: Permission): void;
  /** Makes a call the way the fault rules want it. Services do this for calls that come neither through the front door nor from another service. */
  attempt<Result>(service: string, operation: string, call: () => Promise<Result>): Promise<Result>;
  /** Who signed a request that did not come through the front door (AppSync's IAM mode, signing name `appsync`). Throws AwsError. */
  authenticate(request: SignedRequest, signingName: string): Principal;
  /** The local file or folder of an asset that the template names by bucket and key. */
  assetPath(bucket: string, key: string): string;
  services: Services;
  /**
   * Makes at-least-once visible in tests: what EventBridge and its Scheduler deliver, messages of queues and
   * asynchronous invocations come late, out of order and more than once.
   */
  delivery?: {
    /** Chance, 0 to 1, that something is delivered twice. */
    duplicates: number;
    /** Each delivery waits up to this long, on the clock. */
    maxDelayMs: number;
    seed: number;
  };
  /** Hears what each call of a table consumes; without it nothing is measured. */
  meter?: (consumption: Consumption) => void;
  /** Hears what else is billed. */
  usage?: (usage: Usage) => void;
  log(line: { service: string; level: 'info' | 'warn' | 'error'; message: string; [key: string]: unknown }): void;
}

/** What services offer each other, beside their HTTP endpoints. Filled in while the cloud boots. */
export interface Services {
  events: {
    /** Accepts events durably, answers, then delivers at least once. */
    putEvents(busName: string, events: BusEvent[]): Promise<void>;
    /**
     * The same acceptance as store operations, for a service that must commit its own change and the event as one
     * (S3: the object and its `Object Created`). Call `commit` after the batch is written.
     */
    prepare(busName: string, events: BusEvent[]): { operations: import('../store.ts').Operation[]; commit(): void };
  };
  sqs: {
    /** Attributes that are numbers have the type Number, others String. */
    sendMessage(queueArn: string, body: string, attributes?: Record<string, string | number>): Promise<void>;
    /** Up to `max` messages that are now hidden for the queue's visibility timeout; resolves when there is at least one, or with none when `signal` aborts. */
    receiveMessages(queueArn: string, max: number, signal: AbortSignal): Promise<QueueMessage[]>;
    deleteMessage(queueArn: string, receiptHandle: string): Promise<void>;
  };
  lambda: {
    /** Invokes and waits. A function error is a result, not an exception. Throws AwsError for a throttle or an unknown function. */
    invoke(functionArn: string, payload: unknown): Promise<InvocationResult>;
    /** Accepts an event for a function durably and answers; the function runs at least once. Throws AwsError. */
    invokeAsync(functionArn: string, payload: unknown): Promise<void>;
  };
  appsync: {
    /** Runs a GraphQL operation as an IAM principal (what EventBridge's AppSync target does). */
    execute(
      apiArn: string,
      principal: Principal,
      query: string,
      variables: Record<string, unknown>,
    ): Promise<{ status: number; body: unknown }>;
  };
  cognito: {
    /** An access token for a user of this name, for tools of the local cloud: everybody exists. */
    accessToken(user: string): Promise<string>;
  };
  dynamodb: {
    /** One DynamoDB JSON 1.0 call, for AppSync's data source, under the data source's role. */
    call(principal: Principal, operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  };
  s3: {
    /** An object as the principal may read it; for Rekognition's S3Object and CloudFront's origin. Throws AwsError. */
    getObject(
      principal: Principal,
      bucket: string,
      key: string,
    ): Promise<{ body: Buffer; headers: Record<string, string> }>;
    putObject(
      principal: Principal,
      bucket: string,
      key: string,
      body: Buffer,
      headers: Record<string, string>,
    ): Promise<void>;
    deleteObject(principal: Principal, bucket: string, key: string): Promise<void>;
    listKeys(principal: Principal, bucket: string, prefix: string): Promise<string[]>;
  };
}

export interface QueueMessage {
  messageId: string;
  receiptHandle: string;
  body: string;
  attributes: Record<string, string>;
  messageAttributes: Record<string, { stringValue: string; dataType: string }>;
  md5OfBody: string;
}

export interface InvocationResult {
  /** What the handler returned, or `{errorType, errorMessage, trace}` when `functionError` is set. */
  payload: unknown;
  functionError?: 'Unhandled';
  logs: string;
}

/** One emulated service: a folder under `services/` exports exactly one of these, and the registry lists it. */
export interface Service {
  name: string;
  kinds: ResourceKind[];
  /** Starts the service; what it offers is reachable through `cloud.services` and, if it has one, its endpoint. */
  start(cloud: Cloud): Promise<RunningService>;
}

export interface RunningService {
  endpoint?: AwsEndpoint;
  offers?: Partial<Services>;
  /** An HTTP server of its own (AppSync, sign-in, web): handles requests on its address. */
  listener?: {
    on: keyof Omit<Addresses, 'aws'>;
    request: import('node:http').RequestListener;
    upgrade?: UpgradeListener;
  };
  /** Lines that `npm start` prints for whoever uses the stack, for example the test users. */
  notes?: string[];
  /** Runs once every service has started, in registry order: resumes deliveries, opens queues. */
  ready?(): Promise<void>;
  /**
   * From now on takes up nothing. Asked of every service before any stops, so that none gives up for want of another;
   * `stop` may come without it.
   */
  pause?(): void;
  stop(): Promise<void>;
}

export type UpgradeListener = (
  request: import('node:http').IncomingMessage,
  socket: import('node:stream').Duplex,
  head: Buffer,
) => void;
