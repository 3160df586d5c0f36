/**
 * Lambda: the bundles of the stack, each in worker threads with its role's credentials and nothing of this machine's
 * environment.
 *
 * Covered: Node.js handlers (CommonJS and ES modules, promise or callback), warm instances, one request at a time in
 * each, timeout, memory (of the JavaScript heap), payload limits, error shapes, logs; reserved concurrency with
 * throttling; SQS event source mappings with batches, batching window, maximum concurrency and partial responses;
 * `Invoke` over HTTP, waiting for the answer or not; for asynchronous events retries, their age, and a dead-letter
 * queue of the function.
 *
 * Refused by name, at boot: other runtimes (unless only a custom resource uses them), layers, VPC, inline code,
 * containers, dead-letter topics, destinations, other event sources, filters. On call: dry-run invocation, versions and
 * aliases, every other operation.
 *
 * Differs: the Node.js is this machine's, whatever `Runtime` says; without reserved concurrency a function runs at
 * most 8 requests at once and others wait; the thread is not frozen between requests; native memory is not limited;
 * `/tmp` is this machine's. The local time zone is this process's.
 */
import { shortName } from '../../short-name.ts';
import { physicalName } from '../properties.ts';
import { AwsError } from '../service.ts';
import type { Cloud, ResourceKind, Service } from '../service.ts';
import { AsynchronousInvocations } from './asynchronous.ts';
import { lambdaEndpoint } from './endpoint.ts';
import { EventSourceMapping } from './event-source-mapping.ts';
import { functionArn, functionsOf } from './function-settings.ts';
import { LambdaFunction } from './functions.ts';
import { bundleRuntime } from './runtime/bundle-runtime.ts';
import { unpack } from './task-root.ts';

/** How long requests may go on when the local cloud stops. */
const graceMs = 3000;

const kinds: ResourceKind[] = [
  {
    type: 'AWS::Lambda::Function',
    identify({ logicalId, properties, deployment }) {
      const name = shortName(physicalName(properties, 'FunctionName', logicalId), 64);
      return { ref: name, attributes: { Arn: functionArn(name, deployment) } };
    },
  },
  {
    type: 'AWS::Lambda::EventSourceMapping',
    identify: ({ logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } }),
  },
  {
    type: 'AWS::Lambda::Permission',
    identify: ({ logicalId }) => ({ ref: logicalId, attributes: { Id: logicalId } }),
  },
  {
    type: 'AWS::Lambda::EventInvokeConfig',
    identify: ({ logicalId }) => ({ ref: logicalId, attributes: {} }),
  },
];

export const lambda: Service = {
  name: 'lambda',
  kinds,
  async start(cloud) {
    const source = await bundleRuntime();
    const functions: LambdaFunction[] = [];
    for (const settings of functionsOf(cloud)) {
      assumeRole(cloud, settings.roleArn);
      functions.push(new LambdaFunction(settings, cloud, { taskRoot: await unpack(settings, cloud), source }));
    }
    const find = lookup(functions, cloud.deployment);
    const ofType = (name: string) => cloud.resources.filter(({ type }) => type === name);
    const mappings = ofType('AWS::Lambda::EventSourceMapping').map(
      (resource) => new EventSourceMapping(resource, cloud, find),
    );
    const asynchronous = new AsynchronousInvocations(cloud, ofType('AWS::Lambda::EventInvokeConfig'), find);
    const invokeAsync = (name: string, payload: unknown) => asynchronous.accept(name, payload);
    const pause = () => {
      asynchronous.stop();
      for (const mapping of mappings) mapping.stop();
    };
    return {
      endpoint: lambdaEndpoint(find, invokeAsync),
      offers: { lambda: { invoke: (name, payload) => find(name).invoke(payload), invokeAsync } },
      async ready() {
        for (const mapping of mappings) mapping.start();
        await asynchronous.resume();
        void warm(functions);
      },
      pause,
      async stop() {
        pause();
        await Promise.all(functions.map((each) => each.stop(graceMs)));
        await Promise.all(mappings.map((mapping) => mapping.finished()));
      },
    };
  },
};

/** Lambda may use a role only when the role trusts it. */
function assumeRole(cloud: Cloud, roleArn: string): void {
  const service = { kind: 'service', arn: 'lambda.amazonaws.com' } as const;
  cloud.authorize(service, { action: 'sts:AssumeRole', resource: roleArn });
}

/** Finds a function by name or by ARN, with or without `$LATEST`. */
function lookup(
  functions: readonly LambdaFunction[],
  deployment: Cloud['deployment'],
): (name: string) => LambdaFunction {
  return (name) => {
    const plain = name.replace(/:\$LATEST$/, '');
    const found = functions.find(({ settings }) => settings.arn === plain || settings.name === plain);
    if (found) return found;
    const arn = plain.startsWith('arn:') ? plain : functionArn(plain, deployment);
    throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
  };
}

/** One instance each, one after the other: the first photo should not wait for code to load, nor the start for this. */
async function warm(functions: readonly LambdaFunction[]): Promise<void> {
  for (const { pool } of functions) await pool.warm();
}
