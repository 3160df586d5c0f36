import type { Cloud, Services } from './services/service.ts';

/** How a call is made: see {@link Cloud.attempt}. */
type Attempt = Cloud['attempt'];

/**
 * What running services offer each other, under the names that the calls have in AWS's APIs, so that fault rules reach
 * them too. Asking for a service that has not started throws, by name.
 */
export function serviceDirectory(attempt: Attempt): { services: Services; add(offers: Partial<Services>): void } {
  const offered: Partial<Services> = {};
  const find = <Name extends keyof Services>(name: Name): Services[Name] => {
    const service: Services[Name] | undefined = offered[name];
    if (!service) throw new Error(`The service ${name} does not run.`);
    return service;
  };
  return {
    add: (offers) => void Object.assign(offered, offers),
    services: {
      get events() {
        return throughFaults.events(find('events'), attempt);
      },
      get sqs() {
        return throughFaults.sqs(find('sqs'), attempt);
      },
      get lambda() {
        return throughFaults.lambda(find('lambda'), attempt);
      },
      get appsync() {
        return throughFaults.appsync(find('appsync'), attempt);
      },
      get cognito() {
        return throughFaults.cognito(find('cognito'), attempt);
      },
      get dynamodb() {
        return throughFaults.dynamodb(find('dynamodb'), attempt);
      },
      get s3() {
        return throughFaults.s3(find('s3'), attempt);
      },
    },
  };
}

const throughFaults: { [Name in keyof Services]: (service: Services[Name], attempt: Attempt) => Services[Name] } = {
  events: (events, attempt) => ({
    putEvents: (...input) => attempt('events', 'PutEvents', () => events.putEvents(...input)),
    // A part of another service's change, not a call.
    prepare: (...input) => events.prepare(...input),
  }),
  sqs: (sqs, attempt) => ({
    sendMessage: (...input) => attempt('sqs', 'SendMessage', () => sqs.sendMessage(...input)),
    receiveMessages: (...input) => attempt('sqs', 'ReceiveMessage', () => sqs.receiveMessages(...input)),
    deleteMessage: (...input) => attempt('sqs', 'DeleteMessage', () => sqs.deleteMessage(...input)),
  }),
  lambda: (lambda, attempt) => ({
    invoke: (...input) => attempt('lambda', 'Invoke', () => lambda.invoke(...input)),
    invokeAsync: (...input) => attempt('lambda', 'Invoke', () => lambda.invokeAsync(...input)),
  }),
  appsync: (appsync, attempt) => ({
    execute: (...input) => attempt('appsync', 'GraphQL', () => appsync.execute(...input)),
  }),
  // A tool of this machine's, not a call.
  cognito: (cognito) => cognito,
  dynamodb: (dynamodb, attempt) => ({
    call: (principal, operation, input) =>
      attempt('dynamodb', operation, () => dynamodb.call(principal, operation, input)),
  }),
  s3: (s3, attempt) => ({
    getObject: (...input) => attempt('s3', 'GetObject', () => s3.getObject(...input)),
    putObject: (...input) => attempt('s3', 'PutObject', () => s3.putObject(...input)),
    deleteObject: (...input) => attempt('s3', 'DeleteObject', () => s3.deleteObject(...input)),
    listKeys: (...input) => attempt('s3', 'ListObjectsV2', () => s3.listKeys(...input)),
  }),
};
