import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError, type BusEvent, type Deployment } from '../service.ts';
import { isObject } from './json-path.ts';
import { busNameOf } from './rule.ts';

const entry = z.strictObject({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().default('default'),
  Resources: z.array(z.string()).default([]),
  /** Seconds since the epoch. */
  Time: z.number().optional(),
});

type Entry = z.output<typeof entry>;

const input = z.strictObject({ Entries: z.array(entry) });

/** All entries of a request together must be smaller. */
const maxRequestBytes = 1024 * 1024;

/** What becomes of one entry: an event on a bus, or the error that its place in the answer gets. */
export type Outcome = { bus: string; event: BusEvent } | { ErrorCode: string; ErrorMessage: string };

/** Reads PutEvents. Throws what refuses the request as a whole: no entry, too many, or too much. */
export function readEntries(body: unknown): Entry[] {
  const parsed = input.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const names = issue?.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} is not emulated` : issue?.message;
    throw invalid(`${issue?.path.join('.') ?? ''}: ${names ?? 'invalid'}`);
  }
  const { Entries } = parsed.data;
  if (Entries.length === 0 || Entries.length > 10) {
    const bound = Entries.length === 0 ? 'greater than or equal to 1' : 'less than or equal to 10';
    throw invalid(
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`,
    );
  }
  const size = Entries.reduce((sum, each) => sum + sizeOf(each), 0);
  if (size >= maxRequestBytes) throw invalid('Total size of the entries in the request is over the limit.');
  return Entries;
}

const invalid = (message: string) => new AwsError('ValidationException', message);

/** As AWS counts it: 14 bytes for a time, and the UTF-8 of the rest. */
function sizeOf({ Time, Source = '', DetailType = '', Detail = '', Resources }: Entry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

export function readEvent(given: Entry, { account, region }: Deployment, now: number): Outcome {
  for (const name of ['Source', 'DetailType', 'Detail'] as const) {
    if (given[name]) continue;
    return failed('InvalidArgument', `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  const { Source = '', DetailType = '', Detail = '', EventBusName, Resources, Time } = given;
  if (Source.startsWith('aws.')) return failed('NotAuthorizedForSourceException', 'Not authorized for the source.');
  const detail = parseDetail(Detail);
  if (!detail) return failed('MalformedDetail', 'Detail is malformed.');
  const event: BusEvent = {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account,
    time: new Date(Time === undefined ? now : Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: Resources,
    detail,
  };
  return { bus: busNameOf(EventBusName), event };
}

const failed = (ErrorCode: string, ErrorMessage: string): Outcome => ({ ErrorCode, ErrorMessage });

function parseDetail(text: string): Record<string, unknown> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}
