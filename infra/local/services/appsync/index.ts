/**
 * AppSync: one GraphQL API, over HTTP and WebSocket.
 *
 * Runs: the template's schema, its UNIT and PIPELINE resolvers in APPSYNC_JS with NONE, DynamoDB and Lambda data
 * sources, user pools and IAM with the schema's directives, the limits on depth, resolvers and introspection,
 * subscriptions with both ways of filtering and with invalidation. Beside the API, and no part of AppSync, lies GraphiQL.
 *
 * Stops the boot, by name: VTL templates, direct Lambda resolvers, caches, conflict detection, other data sources and
 * modes, merged and private APIs, `AWSJSON` and `AWSPhone`, and whatever a bundle does or refers to that APPSYNC_JS
 * or this service does not have. Refused when it happens: transactions, `Scan`, `Sync`, asynchronous
 * invocations.
 */
import { AwsError, type Cloud, type RunningService, type Service, type Services } from '../service.ts';
import { buildApi } from './api.ts';
import { iamCaller } from './caller.ts';
import { readConfiguration } from './configuration.ts';
import { RequestError } from './errors.ts';
import { createEngine } from './execute.ts';
import { graphiqlListener, graphiqlPath, isForGraphiql } from './graphiql.ts';
import { httpListener, runRequest, type Runner } from './http.ts';
import { kinds } from './kinds.ts';
import { realtimeServer } from './realtime/server.ts';
import { Subscriptions } from './realtime/subscriptions.ts';
import { modesOf } from './authenticate.ts';

export const appsync: Service = { name: 'appsync', kinds, start };

async function start(cloud: Cloud): Promise<RunningService> {
  const configuration = readConfiguration(cloud.resources);
  if (!configuration) return { stop: () => Promise.resolve() };
  const api = await buildApi(configuration, cloud);
  const engine = createEngine(api);
  const runner: Runner = { api, engine, subscriptions: new Subscriptions(api, engine) };
  const graphiql = graphiqlListener(runner);
  const http = httpListener(runner);
  const realtime = realtimeServer({ ...runner, host: new URL(cloud.deployment.addresses.graphql).host });
  return {
    offers: { appsync: { execute: executor(runner) } },
    listener: {
      on: 'graphql',
      request: (request, response) => {
        (isForGraphiql(request) ? graphiql : http)(request, response);
      },
      upgrade: (request, socket, head) => {
        realtime.upgrade(request, socket, head);
      },
    },
    notes: [`GraphiQL ${cloud.deployment.addresses.graphql}${graphiqlPath} (as alice; ?user=admin asks as an admin)`],
    stop() {
      realtime.stop();
      return Promise.resolve();
    },
  };
}

/** Runs an operation as an IAM principal, without HTTP: EventBridge's target names the API or its endpoint. */
function executor(runner: Runner): Services['appsync']['execute'] {
  const { configuration, cloud } = runner.api;
  const { arn, endpointArn } = configuration.api;
  return async (target, principal, query, variables) => {
    if (target !== arn && target !== endpointArn) {
      throw new AwsError('NotFoundException', `There is no API ${target}.`, 404);
    }
    try {
      if (!modesOf(configuration).includes('AWS_IAM')) throw RequestError.unauthorized();
      const caller = iamCaller(principal, cloud.deployment.account, ['127.0.0.1']);
      return { status: 200, body: await runRequest({ query, variables }, { caller, headers: {} }, runner) };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const { status, errorType, message } = error;
      return { status, body: { errors: [{ errorType, message }] } };
    }
  };
}
