import type { Consumption, Usage } from '../../infra/local/services/service.ts';
import { prices, type PriceName } from '../../infra/list-prices.ts';

/** How many units of what was used. */
export type Quantities = Partial<Record<PriceName, number>>;

/** A service's part of a bill. */
export interface Row {
  service: string;
  usdPerThousand: number;
  /** What it is made of: units of a photo, by the name of their price. */
  units: Quantities;
}

const kilobyte = 1024;
/** What a push, an event and a message may weigh before they count twice. */
export const chunks = { push: 5 * kilobyte, event: 64 * kilobyte, message: 64 * kilobyte } as const;

/**
 * What a detection takes on AWS, for which nothing here can be measured: the function waits for it and is paid for that.
 * An assumption; published measurements of DetectLabels on photos in S3 lie between 0.3 and 1 second.
 */
export const detectionMs = 500;

/** Of requests, what X-Ray records of those beyond one a second. */
export const tracedShare = 0.05;

/** Bytes that Lambda itself logs of each request: the lines START, END and REPORT. */
export const platformLogBytes = 350;

/** Requests of S3 that cost what a PUT costs; deleting costs nothing, all others what a GET costs. */
const dearRequests: readonly string[] = ['PutObject', 'ListObjectsV2'];
const freeRequests: readonly string[] = ['DeleteObject', 'DeleteObjects'];

/** One thing on the meters, as AWS would count it. */
export function unitsOf(usage: Usage | Consumption): Quantities {
  switch (usage.kind) {
    case 'call':
      return unitsOfCall(usage);
    case 'run':
      return {
        run: 1,
        gigabyteSecond: gigabyteSeconds(usage.memoryMb, usage.ms),
        logged: platformLogBytes,
      };
    case 'event':
      return { event: Math.ceil(usage.bytes / chunks.event) };
    case 'push':
      return { push: Math.ceil(usage.bytes / chunks.push), sentOut: usage.bytes };
    case 'connection':
      return { connection: Math.ceil(usage.ms / 60_000) };
    case 'download':
      return { sentOut: usage.bytes };
    case 'log':
      return { logged: usage.bytes };
    default:
      return { [usage.kind]: usage.units };
  }
}

/** Lambda counts whole milliseconds. */
export function gigabyteSeconds(memoryMb: number, ms: number): number {
  return (memoryMb / 1024) * (Math.ceil(ms) / 1000);
}

function unitsOfCall({ service, operation }: { service: string; operation: string }): Quantities {
  // A function that the API calls is in the request's trace; one that looks at a photo has its own.
  if (service === 'rekognition') return { detection: 1, trace: tracedShare };
  if (service === 'appsync') return { operation: 1, trace: tracedShare };
  // No message here comes near to 64 kB.
  if (service === 'sqs') return { message: 1 };
  if (service !== 's3' || freeRequests.includes(operation)) return {};
  return dearRequests.includes(operation) ? { put: 1 } : { get: 1 };
}

export function sumOf(all: Iterable<Quantities>): Quantities {
  const sums: Quantities = {};
  for (const quantities of all) {
    for (const name of namesIn(quantities)) sums[name] = (sums[name] ?? 0) + (quantities[name] ?? 0);
  }
  return sums;
}

export function times(quantities: Quantities, factor: number): Quantities {
  return Object.fromEntries(namesIn(quantities).map((name) => [name, (quantities[name] ?? 0) * factor]));
}

/** US dollars. */
export function priceOf(quantities: Quantities): number {
  return namesIn(quantities).reduce((sum, name) => sum + (quantities[name] ?? 0) * prices[name].usd, 0);
}

/** What a thousand photos cost by service, the dearest first; `each` is what one photo takes. */
export function rowsOf(each: Quantities): Row[] {
  const services = new Set(namesIn(each).map((name) => prices[name].service));
  return [...services]
    .map((service) => {
      const names = namesIn(each).filter((name) => prices[name].service === service);
      const units: Quantities = Object.fromEntries(names.map((name) => [name, each[name]]));
      return { service, usdPerThousand: priceOf(units) * 1000, units };
    })
    .sort((one, other) => other.usdPerThousand - one.usdPerThousand);
}

/** What a thousand photos cost beside the detections. */
export function overheadOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { usdPerThousand, units }) => sum + usdPerThousand - detections(units), 0);
}

function detections({ detection = 0 }: Quantities): number {
  return priceOf({ detection }) * 1000;
}

/** The prices of what was used. */
export function namesIn(quantities: Quantities): PriceName[] {
  return priceNames.filter((name) => quantities[name] !== undefined);
}

const priceNames = Object.keys(prices).filter((name): name is PriceName => Object.hasOwn(prices, name));
