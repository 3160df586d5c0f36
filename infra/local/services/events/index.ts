/**
 * EventBridge: buses, rules with event patterns, and deliveries that survive a restart.
 *
 * Covered: PutEvents over AWS JSON 1.1; the default bus and the template's own; every pattern operator; Input,
 * InputPath (without wildcards) and InputTransformer; SQS queues and AppSync APIs as targets, with the queue's policy
 * or the target's role deciding; retries by the rule's RetryPolicy with growing pauses, then the dead-letter queue with
 * AWS's message attributes; at least once, and visibly so with `Cloud.delivery`.
 *
 * Refused by name, at boot: schedules, other targets, operators and paths that are not known, bus policies and
 * archives of partner buses; at run time every other operation.
 *
 * Undocumented on AWS, and read strictly here: an AppSync answer of status 200 that has `errors` is a failure that no
 * retry mends, so the event goes to the dead-letter queue. An InputPath that is not in the event gives null.
 * Differs: patterns compare numbers as numbers, AWS compares how they are written (300 is not 3.0e2).
 * As on AWS: events for a bus that is not there are accepted and lost (here with a warning in the log).
 * Without effect: descriptions, tags, keys, and the log and dead-letter settings of a bus.
 */
import * as z from 'zod';
import { jsonError, jsonResponse, readJsonCall, unknownOperation } from '../aws-json.ts';
import { noEffect, physicalName, readProperties } from '../properties.ts';
import type { AwsEndpoint, BusEvent, Cloud, Deployment, ResourceKind, Service, Services } from '../service.ts';
import { Deliveries } from './deliveries.ts';
import { readEntries, readEvent } from './put-events.ts';
import { busNameOf, readRule, type Rule } from './rule.ts';

const arnPrefix = ({ region, account }: Deployment) => `arn:aws:events:${region}:${account}`;
const busArn = (deployment: Deployment, name: string) => `${arnPrefix(deployment)}:event-bus/${name}`;

const busKind: ResourceKind = {
  type: 'AWS::Events::EventBus',
  identify: ({ logicalId, properties, deployment }) => {
    const name = physicalName(properties, 'Name', logicalId);
    return { ref: name, attributes: { Name: name, Arn: busArn(deployment, name) } };
  },
};

const busProperties = z.strictObject({
  Name: z.string().optional(),
  Description: noEffect,
  KmsKeyIdentifier: noEffect,
  DeadLetterConfig: noEffect, // for events that AWS itself cannot encrypt
  LogConfig: noEffect,
  Tags: noEffect,
});

const ruleKind: ResourceKind = {
  type: 'AWS::Events::Rule',
  identify: ({ logicalId, properties, deployment }) => {
    const name = physicalName(properties, 'Name', logicalId);
    const bus = busNameOf(physicalName(properties, 'EventBusName', 'default'));
    const path = bus === 'default' ? name : `${bus}/${name}`;
    const Arn = `${arnPrefix(deployment)}:rule/${path}`;
    return { ref: bus === 'default' ? name : `${bus}|${name}`, attributes: { Arn, Name: name } };
  },
};

export const events: Service = {
  name: 'events',
  kinds: [busKind, ruleKind],
  start: (cloud) => {
    const ofType = ({ type }: ResourceKind) => cloud.resources.filter((resource) => resource.type === type);
    ofType(busKind).forEach((resource) => readProperties(busProperties, resource));
    const buses = new Set(['default', ...ofType(busKind).map(({ ref }) => ref)]);
    const rules = ofType(ruleKind).flatMap((resource) => readRule(resource) ?? []);
    const lost = rules.find(({ bus }) => !buses.has(bus));
    if (lost) throw new Error(`The bus ${lost.bus} of the rule ${lost.name} is not in the stack`);

    const deliveries = new Deliveries(cloud, rules);
    const offered = offer(cloud, buses, rules, deliveries);
    return Promise.resolve({
      endpoint: endpoint(cloud, offered),
      offers: { events: offered },
      ready: () => deliveries.resume(),
      pause: () => deliveries.stop(),
      stop: () => {
        deliveries.stop();
        return Promise.resolve();
      },
    });
  },
};

function offer(cloud: Cloud, buses: Set<string>, rules: Rule[], deliveries: Deliveries): Services['events'] {
  const prepare = (busName: string, batch: BusEvent[]) => {
    if (!buses.has(busName)) {
      cloud.log({
        service: 'events',
        level: 'warn',
        message: `Events for ${busName}, a bus that is not there, are lost`,
      });
    }
    for (const event of batch) {
      cloud.usage?.({ kind: 'event', source: event.source, bytes: Buffer.byteLength(JSON.stringify(event)) });
    }
    const prepared = batch.flatMap((event) =>
      rules
        .filter(({ bus, matches }) => bus === busName && matches(event))
        .map((rule) => deliveries.prepare(event, rule)),
    );
    return {
      operations: prepared.flatMap(({ operations }) => operations),
      commit: () => prepared.forEach((each) => each.commit()),
    };
  };
  return {
    prepare,
    putEvents: async (busName, batch) => {
      const prepared = prepare(busName, batch);
      await cloud.store.batch(prepared.operations);
      prepared.commit();
    },
  };
}

function endpoint(cloud: Cloud, offered: Services['events']): AwsEndpoint {
  const entriesOf = (request: Parameters<AwsEndpoint['permissions']>[0]) => {
    const { operation, input } = readJsonCall(request, 'AWSEvents');
    if (operation !== 'PutEvents') throw unknownOperation(operation);
    return readEntries(input);
  };
  return {
    signingName: 'events',
    permissions: (request) => {
      const buses = new Set(entriesOf(request).map(({ EventBusName }) => busNameOf(EventBusName)));
      return [...buses].map((name) => ({ action: 'events:PutEvents', resource: busArn(cloud.deployment, name) }));
    },
    handle: async (request) => {
      const now = cloud.clock.now();
      const outcomes = entriesOf(request).map((entry) => readEvent(entry, cloud.deployment, now));
      const accepted = outcomes.flatMap((outcome) =>
        'event' in outcome ? offered.prepare(outcome.bus, [outcome.event]) : [],
      );
      await cloud.store.batch(accepted.flatMap(({ operations }) => operations));
      accepted.forEach((each) => each.commit());
      const Entries = outcomes.map((outcome) => ('event' in outcome ? { EventId: outcome.event.id } : outcome));
      return jsonResponse({ FailedEntryCount: Entries.length - accepted.length, Entries }, '1.1');
    },
    error: (error) => jsonError(error, '1.1', 'com.amazonaws.events'),
  };
}
