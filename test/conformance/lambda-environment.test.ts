import { afterAll, beforeAll, expect } from 'vitest';
import * as z from 'zod';
import { behavioursOf } from './behaviour.ts';
import { documented, here } from './evidence.ts';
import { Functions } from './lambda-client.ts';
import { openTarget, type Target } from './target.ts';

const lambda = behavioursOf('Lambda');
const variables = documented('Lambda developer guide, Defined runtime environment variables');
const environments = documented('Lambda developer guide, Understanding the Lambda execution environment lifecycle');

let target: Target;
let functions: Functions;
let worker: string;
beforeAll(async () => {
  target = await openTarget();
  functions = new Functions(target);
  worker = target.output('WorkerName');
});
afterAll(() => target.stop());

const run = async (event: unknown) => (await functions.invoke(worker, event)).payload;

lambda.covers(
  'The environment has the function’s variables, AWS_REGION, AWS_DEFAULT_REGION, AWS_EXECUTION_ENV, AWS_LAMBDA_FUNCTION_NAME, _VERSION and _MEMORY_SIZE, AWS_LAMBDA_INITIALIZATION_TYPE, AWS_LAMBDA_LOG_GROUP_NAME and _STREAM_NAME, the keys of its role, LAMBDA_TASK_ROOT, _HANDLER, LANG and TZ :UTC',
  variables,
  async () => {
    const text: unknown = expect.stringMatching(/./);
    expect(await run({ do: 'environment' })).toMatchObject({
      GREETING: 'hello',
      AWS_REGION: target.output('Region'),
      AWS_DEFAULT_REGION: target.output('Region'),
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_LAMBDA_FUNCTION_NAME: worker,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${worker}`,
      AWS_LAMBDA_LOG_STREAM_NAME: text,
      AWS_ACCESS_KEY_ID: text,
      AWS_SECRET_ACCESS_KEY: text,
      AWS_SESSION_TOKEN: text,
      LAMBDA_TASK_ROOT: text,
      _HANDLER: 'index.handler',
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
    });
  },
);

lambda.covers(
  'Nothing of this machine’s environment reaches a function: no PATH, no HOME, no variable of the process that runs the stack',
  here(variables),
  async () => {
    const names = Object.keys(z.record(z.string(), z.string()).parse(await run({ do: 'environment' })));
    const given = ['GREETING', 'LANG', 'TZ', 'LAMBDA_TASK_ROOT', '_HANDLER'];
    expect(names.filter((name) => !name.startsWith('AWS_') && !given.includes(name))).toEqual([]);
  },
);

lambda.covers(
  'The context has functionName, functionVersion, invokedFunctionArn, memoryLimitInMB (text), awsRequestId, logGroupName, logStreamName and the time that is left',
  documented('Lambda developer guide, Using the Lambda context object (Node.js)'),
  async () => {
    const context = await run({ do: 'context' });
    expect(context).toMatchObject({
      functionName: worker,
      functionVersion: '$LATEST',
      invokedFunctionArn: target.output('WorkerArn'),
      memoryLimitInMB: '128',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
      logGroupName: `/aws/lambda/${worker}`,
      logStreamName: expect.any(String) as string,
    });
    const { remainingMs } = z.looseObject({ remainingMs: z.number() }).parse(context);
    expect(remainingMs).toBeGreaterThan(0);
    expect(remainingMs).toBeLessThanOrEqual(3000);
  },
);

lambda.covers(
  'A warm environment keeps the state of its modules for the next request; a request beside another one gets an environment of its own; one that failed hard is not used again',
  here(environments),
  async () => {
    const count = () => run({ do: 'count' });
    const first = z.number().parse(await count());
    expect(await count()).toBe(first + 1);
    const waiting = run({ do: 'wait' });
    expect(await count()).toBe(1);
    await waiting;
    await run({ do: 'exit' });
    await run({ do: 'exit' });
    expect(await count()).toBe(1);
  },
);
