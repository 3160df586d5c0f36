import type { Context, LambdaRequest } from '@aws-appsync/utils';
import type { MutationCreateUploadsArgs, Upload } from '../schema/generated/schema.ts';
import { callerOf } from './caller.ts';
import { ask, dataOf, type AnswerContext } from './lambda-answer.ts';

export function request(ctx: Context<MutationCreateUploadsArgs>): LambdaRequest {
  return ask(ctx, { ...callerOf(ctx), files: ctx.args.files });
}

export function response(ctx: AnswerContext<Upload[]>): Upload[] {
  return dataOf(ctx);
}
