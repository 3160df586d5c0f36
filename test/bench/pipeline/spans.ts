import { performance } from 'node:perf_hooks';
import type {
  AwsEndpoint,
  AwsRequest,
  RunningService,
  Service,
  Services,
} from '../../../infra/local/services/service.ts';

/** Something that was done, in milliseconds of `performance.now()`. */
export interface Span {
  /** The service, as the local cloud names it. */
  service: string;
  operation: string;
  /** Who asked: an ARN, or nothing for another service. */
  by: string;
  from: number;
  to: number;
}

type Hear = (span: Span) => void;

/** The same services, each of which tells of the calls that it answers. */
export function overheard(services: readonly Service[], hear: Hear): Service[] {
  return services.map((service) => ({
    ...service,
    start: async (cloud) => {
      const running = await service.start(cloud);
      return { ...running, ...overheardParts(service.name, running, hear) };
    },
  }));
}

function overheardParts(service: string, { endpoint, offers }: RunningService, hear: Hear): Partial<RunningService> {
  return {
    ...(endpoint && { endpoint: overheardEndpoint(service, endpoint, hear) }),
    ...(offers && { offers: { ...offers, ...overheardOffers(offers, hear) } }),
  };
}

function overheardEndpoint(service: string, endpoint: AwsEndpoint, hear: Hear): AwsEndpoint {
  return {
    ...endpoint,
    handle: (request) =>
      timed({ service, operation: operationOf(request), by: request.principal.arn }, hear, () =>
        endpoint.handle(request),
      ),
  };
}

function overheardOffers({ sqs, lambda, appsync, dynamodb }: Partial<Services>, hear: Hear): Partial<Services> {
  const within = (service: string, operation: string) => ({ service, operation, by: '' });
  return {
    ...(sqs && {
      sqs: {
        sendMessage: (...given) => timed(within('sqs', 'SendMessage'), hear, () => sqs.sendMessage(...given)),
        receiveMessages: (...given) =>
          timed(within('sqs', 'ReceiveMessage'), hear, () => sqs.receiveMessages(...given)),
        deleteMessage: (...given) => timed(within('sqs', 'DeleteMessage'), hear, () => sqs.deleteMessage(...given)),
      },
    }),
    ...(lambda && {
      lambda: {
        ...lambda,
        invoke: (...given) => timed(within('lambda', 'Invoke'), hear, () => lambda.invoke(...given)),
      },
    }),
    ...(appsync && {
      appsync: {
        execute: (...given) => timed(within('appsync', 'publishAnalysis'), hear, () => appsync.execute(...given)),
      },
    }),
    ...(dynamodb && {
      dynamodb: {
        call: (principal, operation, input) =>
          timed({ service: 'dynamodb', operation, by: principal.arn }, hear, () =>
            dynamodb.call(principal, operation, input),
          ),
      },
    }),
  };
}

function operationOf({ headers, method, url }: AwsRequest): string {
  return headers['x-amz-target']?.split('.').pop() ?? `${method} ${url.pathname.split('/')[2] ?? ''}`.trim();
}

async function timed<T>(
  what: Pick<Span, 'service' | 'operation' | 'by'>,
  hear: Hear,
  act: () => Promise<T>,
): Promise<T> {
  const from = performance.now();
  try {
    return await act();
  } finally {
    hear({ ...what, from, to: performance.now() });
  }
}
