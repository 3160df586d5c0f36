import { util, type Context, type LambdaRequest } from '@aws-appsync/utils';
import { correlationIdOf, type RequestContext } from './correlation.ts';
import { fault } from './fault.ts';

/** What the functions behind mutations answer: data, or a refusal with a stable type. */
type Answer<T> = { data?: T; error?: { type: string; message: string; info: object } };

export type AnswerContext<T> = Context<object, object, object, object, Answer<T>>;

/** Asks a function, under the request's correlation id. */
export function ask(ctx: RequestContext, payload: object): LambdaRequest {
  return { operation: 'Invoke', payload: { ...payload, correlationId: correlationIdOf(ctx) } };
}

/** Hands on a function's data, or turns its refusal into a GraphQL error. */
export function dataOf<T>(ctx: AnswerContext<T>): T {
  if (ctx.error) fault(ctx);
  const { data, error } = ctx.result;
  if (error) util.error(error.message, error.type, null, { ...error.info, correlationId: correlationIdOf(ctx) });
  return data ?? fault(ctx);
}
