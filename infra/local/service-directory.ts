import type { Services } from './services/service.ts';

/** What running services offer each other. Asking for one that has not started throws, by name. */
export function serviceDirectory(): { services: Services; add(offers: Partial<Services>): void } {
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
        return find('events');
      },
      get sqs() {
        return find('sqs');
      },
      get lambda() {
        return find('lambda');
      },
      get appsync() {
        return find('appsync');
      },
      get dynamodb() {
        return find('dynamodb');
      },
      get s3() {
        return find('s3');
      },
    },
  };
}
