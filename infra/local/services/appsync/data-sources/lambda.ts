import * as z from 'zod';
import { AwsError, type Cloud, type InvocationResult, type Principal } from '../../service.ts';
import { unreadableRequest, type Answer, type Asker, type DataSource } from './data-source.ts';

const request = z.strictObject({
  operation: z.enum(['Invoke', 'BatchInvoke']),
  /** `Event` is not emulated. */
  invocationType: z.literal('RequestResponse').nullish(),
  payload: z.unknown().optional(),
});

const failure = z.object({ errorMessage: z.string().nullish() });

export interface LambdaConfiguration {
  functionArn: string;
  roleArn: string;
}

/** Requests that wait to go out in one BatchInvoke. */
interface Batch {
  payloads: unknown[];
  waiting: { resolve: (answer: Answer) => void; reject: (error: unknown) => void }[];
}

/** Invokes a function under the data source's role; BatchInvoke requests of one operation go out together. */
export function lambdaDataSource({ functionArn, roleArn }: LambdaConfiguration, cloud: Cloud): DataSource {
  const role: Principal = { kind: 'role', arn: roleArn };
  const batches = new WeakMap<object, Map<string, Batch>>();

  const invoke = async (payload: unknown): Promise<Answer> => {
    try {
      cloud.authorize(role, { action: 'lambda:InvokeFunction', resource: functionArn });
      return answerOf(await cloud.services.lambda.invoke(functionArn, payload));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { result: null, error: { message: error.message, type: `Lambda:${error.code}` } };
    }
  };

  const send = async ({ payloads, waiting }: Batch): Promise<void> => {
    const { result, error } = await invoke(payloads);
    if (error) {
      waiting.forEach(({ resolve }) => resolve({ result: null, error }));
    } else if (Array.isArray(result) && result.length === payloads.length) {
      waiting.forEach(({ resolve }, i) => resolve({ result: (result as unknown[])[i] ?? null }));
    } else {
      const message = 'The function has to answer a BatchInvoke with a list of the same size.';
      waiting.forEach(({ resolve }) => resolve({ result: null, error: { message, type: 'Lambda:IllegalArgument' } }));
    }
  };

  const enqueue = (payload: unknown, { arn, maxBatchSize, operation }: Asker): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const filling = batches.get(operation) ?? new Map<string, Batch>();
      batches.set(operation, filling);
      const batch = filling.get(arn) ?? { payloads: [], waiting: [] };
      batch.payloads.push(payload);
      batch.waiting.push({ resolve, reject });
      const release = () => {
        if (filling.get(arn) !== batch) return;
        filling.delete(arn);
        send(batch).catch((error: unknown) => batch.waiting.forEach((each) => each.reject(error)));
      };
      if (batch.payloads.length === 1) {
        filling.set(arn, batch);
        setImmediate(release);
      }
      if (batch.payloads.length === maxBatchSize) release();
    });

  return {
    ask(value, asker) {
      const parsed = request.safeParse(value);
      if (!parsed.success) throw unreadableRequest(z.prettifyError(parsed.error));
      const { operation, payload = null } = parsed.data;
      if (operation === 'Invoke') return invoke(payload);
      if (asker.maxBatchSize === 0) throw unreadableRequest('BatchInvoke needs a MaxBatchSize.');
      return enqueue(payload, asker);
    },
  };
}

function answerOf({ payload, functionError }: InvocationResult): Answer {
  if (!functionError) return { result: payload };
  const message = failure.safeParse(payload).data?.errorMessage ?? 'The function failed.';
  return { result: null, error: { message, type: `Lambda:${functionError}` } };
}
