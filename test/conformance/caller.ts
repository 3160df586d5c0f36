import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { Target } from './target.ts';

const outcome = z.object({
  status: z.number(),
  error: z.string().optional(),
  message: z.string().optional(),
  told: z.unknown().optional(),
});

/** Makes one call as the role of the stack's caller (see `stack/functions/caller.ts`) and tells what came of it. */
export type Caller = (call: string, input: object) => Promise<z.output<typeof outcome>>;

export function callerOf(target: Target): Caller {
  const client = new LambdaClient(target.client);
  const FunctionName = target.output('CallerName');
  return async (call, input) => {
    const { Payload } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify({ call, input }) }),
    );
    return outcome.parse(JSON.parse(Buffer.from(Payload ?? []).toString()));
  };
}

/** Status, and the error's name if there is one. */
export async function resultOf(called: ReturnType<Caller>): Promise<string> {
  const { status, error } = await called;
  return error === undefined ? String(status) : `${status} ${error}`;
}
