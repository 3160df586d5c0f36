import { util, type Context } from '@aws-appsync/utils';
import { fault } from './fault.ts';

/** What the functions behind mutations answer: data, or a refusal with a stable type. */
type Answer<T> = { data?: T; error?: { type: string; message: string; info: object } };

export type AnswerContext<T> = Context<object, object, object, object, Answer<T>>;

/** Hands on a function's data, or turns its refusal into a GraphQL error. */
export function dataOf<T>(ctx: AnswerContext<T>): T {
  if (ctx.error) fault();
  const { data, error } = ctx.result;
  if (error) util.error(error.message, error.type, null, error.info);
  return data ?? fault();
}
