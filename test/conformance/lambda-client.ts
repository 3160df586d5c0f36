import { InvokeCommand, LambdaClient, type InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { Target } from './target.ts';

/** What a function answered. */
export interface Answer {
  /** As JSON says it. */
  payload: unknown;
  functionError: string | undefined;
  /** The end of what it printed. */
  log: string;
  version: string | undefined;
  status: number | undefined;
}

/** Invokes functions of the conformance stack; nothing is tried again. */
export class Functions {
  readonly client: LambdaClient;

  constructor(target: Target) {
    this.client = new LambdaClient({ ...target.client, maxAttempts: 1 });
  }

  async invoke(FunctionName: string, event?: unknown, more: Partial<InvokeCommandInput> = {}): Promise<Answer> {
    const Payload = event === undefined ? undefined : JSON.stringify(event);
    const answer = await this.client.send(new InvokeCommand({ FunctionName, Payload, LogType: 'Tail', ...more }));
    const text = answer.Payload?.transformToString() ?? '';
    return {
      payload: text === '' ? undefined : (JSON.parse(text) as unknown),
      functionError: answer.FunctionError,
      log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
      version: answer.ExecutedVersion,
      status: answer.StatusCode,
    };
  }
}
