import { InvokeCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, expect } from 'vitest';
import { behavioursOf } from './behaviour.ts';
import { unique } from './events-bus.ts';
import { documented, here, seenByOthers } from './evidence.ts';
import { Functions } from './lambda-client.ts';
import { openTarget, type Target } from './target.ts';

const lambda = behavioursOf('Lambda');
const invocation = documented('Lambda API reference, Invoke');

let target: Target;
let functions: Functions;
let worker: string;
beforeAll(async () => {
  target = await openTarget();
  functions = new Functions(target);
  worker = target.output('WorkerName');
});
afterAll(() => target.stop());

const run = (event: unknown) => functions.invoke(worker, event);

lambda.covers(
  'Invoke answers 200 with what the handler returned as JSON, ExecutedVersion $LATEST and no FunctionError; undefined becomes null',
  invocation,
  async () => {
    const event = { do: 'echo', text: 'schön', nested: [1, null, { a: true }] };
    const answer = await run(event);
    expect(answer).toMatchObject({ payload: event, functionError: undefined, version: '$LATEST', status: 200 });
    expect((await run({ do: 'nothing' })).payload).toBeNull();
  },
);

lambda.covers('A function is named by its name, its ARN or either with $LATEST', invocation, async () => {
  for (const name of [
    worker,
    target.output('WorkerArn'),
    `${worker}:$LATEST`,
    `${target.output('WorkerArn')}:$LATEST`,
  ]) {
    expect((await functions.invoke(name, { do: 'echo' })).payload).toEqual({ do: 'echo' });
  }
});

lambda.covers(
  'An error that the handler throws is status 200 with FunctionError Unhandled and {errorType, errorMessage, trace}; errorType is the error’s name',
  documented('Lambda developer guide, Using the Lambda Node.js error handling'),
  async () => {
    const { payload, functionError, status } = await run({ do: 'throw' });
    expect([functionError, status]).toEqual(['Unhandled', 200]);
    expect(payload).toEqual({
      errorType: 'PhotoError',
      errorMessage: 'This is no photo.',
      trace: expect.arrayContaining([expect.stringContaining('This is no photo.')]) as string[],
    });
  },
);

lambda.covers(
  'With LogType Tail the answer has the end of what the function printed, in base64',
  invocation,
  async () => {
    expect((await run({ do: 'print' })).log).toContain('printed by the function');
  },
);

lambda.covers(
  'A function whose Timeout is over is stopped: FunctionError Unhandled, errorType Sandbox.Timedout, "RequestId: … Error: Task timed out after 3.00 seconds"; the next request gets a new environment',
  documented('Lambda developer guide, Troubleshoot invocation issues: timeouts'),
  async () => {
    const { payload, functionError } = await run({ do: 'hang' });
    expect(functionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(
        /^RequestId: [0-9a-f-]{36} Error: Task timed out after 3\.00 seconds$/,
      ) as string,
    });
    expect((await run({ do: 'count' })).payload).toBe(1);
  },
);

lambda.covers(
  'A function that uses more memory than it has, or ends its process, fails with errorType Runtime.ExitError and "RequestId: … Error: Runtime exited with error: …"',
  seenByOthers('build-on-aws/amazon-bedrock-agents-quickstart#1 and others'),
  async () => {
    for (const task of ['exhaust', 'exit']) {
      const { payload, functionError } = await functions.invoke(target.output('ReservedName'), { do: task });
      expect(functionError).toBe('Unhandled');
      expect(payload).toMatchObject({
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: /) as string,
      });
    }
  },
);

lambda.covers(
  'A request over 6 MB is RequestEntityTooLargeException (413): Request must be smaller than 6291456 bytes for the InvokeFunction operation',
  seenByOthers('pelmers/streetwarp-web#14; awslabs/aws-athena-query-federation#793'),
  async () => {
    await expect(run({ do: 'echo', fill: 'x'.repeat(6_300_000) })).rejects.toMatchObject({
      name: 'RequestEntityTooLargeException',
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
      $metadata: { httpStatusCode: 413 },
    });
  },
);

lambda.covers(
  'An answer over 6 MB is FunctionError Unhandled with errorType Function.ResponseSizeTooLarge',
  documented('Lambda developer guide, Lambda quotas; Troubleshoot invocation issues'),
  async () => {
    expect(await run({ do: 'large' })).toMatchObject({
      functionError: 'Unhandled',
      payload: { errorType: 'Function.ResponseSizeTooLarge' },
    });
  },
);

lambda.covers(
  'A payload that is no JSON is InvalidRequestContentException (400); an unknown function is ResourceNotFoundException (404) with its ARN',
  invocation,
  async () => {
    const broken = functions.client.send(new InvokeCommand({ FunctionName: worker, Payload: '{"do":' }));
    await expect(broken).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      $metadata: { httpStatusCode: 400 },
    });
    const name = `nobody-${unique()}`;
    await expect(functions.invoke(name)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringMatching(new RegExp(`^Function not found: arn:aws:lambda:.+:function:${name}$`)) as string,
      $metadata: { httpStatusCode: 404 },
    });
  },
);

lambda.covers(
  'One request more than the reserved concurrency is TooManyRequestsException (429) with Reason ReservedFunctionConcurrentInvocationLimitExceeded',
  invocation,
  async () => {
    const reserved = target.output('ReservedName');
    const results = await Promise.allSettled([1, 2, 3].map(() => functions.invoke(reserved, { do: 'wait' })));
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    expect(refused).toHaveLength(2);
    expect(refused[0]).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    expect((await functions.invoke(reserved, { do: 'echo' })).payload).toEqual({ do: 'echo' });
  },
);

lambda.refuses(
  'Dry runs (InvalidParameterValueException), versions and aliases (ResourceNotFoundException), and every operation but Invoke (UnknownOperationException, 404)',
  here(invocation),
  async () => {
    const dry = functions.invoke(worker, {}, { InvocationType: 'DryRun' });
    await expect(dry).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await expect(functions.invoke(`${worker}:7`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const list = functions.client.send(new ListFunctionsCommand({}));
    await expect(list).rejects.toMatchObject({ name: 'UnknownOperationException', $metadata: { httpStatusCode: 404 } });
  },
);
