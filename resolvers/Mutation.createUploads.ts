import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { MutationCreateUploadsArgs, Upload } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<MutationCreateUploadsArgs>): LambdaRequest {
  const { owner, sourceIp } = callerOf(ctx);
  return { operation: 'Invoke', payload: { owner, sourceIp, files: ctx.args.files } };
}

export function response(ctx: AnswerContext<Upload[]>): Upload[] {
  return dataOf(ctx);
}
