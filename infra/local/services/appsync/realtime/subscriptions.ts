import { getArgumentValues, OperationTypeNode, type GraphQLSchema } from 'graphql';
import type { Api } from '../api.ts';
import {
  succeededFields,
  type Engine,
  type Execution,
  type GraphQLResponse,
  type PreparedRequest,
} from '../execute.ts';
import { subscriptionsByMutation } from '../graphql/schema.ts';
import { answeredFields, compositeTypeOf, selectedFields } from '../graphql/selection.ts';
import { RequestError } from '../errors.ts';
import type { Operation } from '../resolver.ts';
import type { Invalidation } from '../runtime/evaluation.ts';
import { filterProblem, passesArguments, passesFilter, type SubscriptionFilter } from './filter.ts';
import { mostPayload } from './protocol.ts';

/** One running subscription of one client. */
export interface Subscription {
  request: PreparedRequest;
  /** The field of `Subscription`. */
  fieldName: string;
  /** The arguments that were given; nulls count, omissions do not. */
  args: Record<string, unknown>;
  /** Replaces the filtering by arguments. */
  filter: SubscriptionFilter | null;
  invalidationFilter: SubscriptionFilter | null;
  send: (response: GraphQLResponse) => void;
  /** Ends the subscription, and its connection with it. */
  invalidate: () => void;
}

/** All subscriptions of the API, and how mutations reach them. */
export class Subscriptions {
  readonly #active = new Set<Subscription>();
  readonly #api: Api;
  readonly #engine: Engine;
  readonly #triggeredBy: Map<string, string[]>;

  constructor(api: Api, engine: Engine) {
    this.#api = api;
    this.#engine = engine;
    this.#triggeredBy = new Map(
      [...subscriptionsByMutation(api.schema)].map(([mutation, fields]) => [mutation, fields.map(({ name }) => name)]),
    );
  }

  /** Returns the function that ends it. */
  add(subscription: Subscription): () => void {
    this.#active.add(subscription);
    return () => this.#active.delete(subscription);
  }

  /** Tells subscribers of what a mutation did, as far as it succeeded. */
  async publish(request: PreparedRequest, { response, operation }: Execution): Promise<void> {
    const type = this.#api.schema.getMutationType();
    if (request.definition.operation !== OperationTypeNode.MUTATION || !type) return;
    for (const { fieldName, answer, node } of succeededFields(request, response, type)) {
      const triggered = this.#triggeredBy.get(fieldName) ?? [];
      if (triggered.length === 0) continue;
      const returned = compositeTypeOf(type, fieldName);
      const published = answeredFields(answer, node.selectionSet, returned, request.scope);
      await this.#deliver(fieldName, triggered, published);
    }
    operation.invalidations.forEach((each) => {
      this.#invalidate(each);
    });
  }

  async #deliver(mutation: string, fieldNames: string[], published: unknown): Promise<void> {
    const size = Buffer.byteLength(JSON.stringify(published));
    if (size > mostPayload) {
      const message = `What ${mutation} published has ${String(size)} bytes, more than subscribers can get: dropped.`;
      this.#api.cloud.log({ service: 'appsync', level: 'warn', message });
      return;
    }
    for (const subscription of this.#active) {
      const { fieldName, filter, args, request } = subscription;
      if (!fieldNames.includes(fieldName)) continue;
      const passes = filter ? passesFilter(filter, published) : passesArguments(args, published);
      if (passes) subscription.send(await this.#engine.select(request, fieldName, published));
    }
  }

  #invalidate({ subscriptionField, payload }: Invalidation): void {
    for (const { fieldName, invalidationFilter, invalidate } of this.#active) {
      if (fieldName !== subscriptionField || !invalidationFilter) continue;
      if (passesFilter(invalidationFilter, payload)) invalidate();
    }
  }
}

/**
 * What a valid subscription request subscribes to, once its resolver has let it pass. Throws a {@link RequestError} for a
 * filter beyond AppSync's limits.
 */
export function subscriptionOf(
  request: PreparedRequest,
  operation: Operation,
  schema: GraphQLSchema,
): Pick<Subscription, 'request' | 'fieldName' | 'args' | 'filter' | 'invalidationFilter'> {
  const type = schema.getSubscriptionType();
  const [node] = type ? selectedFields(request.definition.selectionSet, type, request.scope) : [];
  const field = node && type?.getFields()[node.name.value];
  if (!field) throw new Error('a subscription selects one field');
  const { subscriptionFilter: filter = null, invalidationFilter = null } = operation;
  for (const each of [filter, invalidationFilter]) {
    const problem = each && filterProblem(each);
    if (problem) throw new RequestError(400, '', problem);
  }
  return {
    request,
    fieldName: field.name,
    // graphql-js makes objects without a prototype, which would equal nothing that was published.
    args: structuredClone(getArgumentValues(field, node, request.scope.variables)),
    filter,
    invalidationFilter,
  };
}
