import type { Trip } from './paths.ts';
import type { Span } from './spans.ts';

/** A part of a photo's way, in milliseconds since it began. */
export interface Step {
  name: string;
  from: number;
  to: number;
}

/** One photo's way: steps that follow each other from its beginning to its labels, and the calls behind them. */
export interface Trace {
  steps: Step[];
  calls: Step[];
}

export const detectorStep = 'DetectLabels';

/** What was overheard while one photo was on its way, and no other. @throws when a step is missing */
export function traceOf(trip: Trip, overheard: readonly Span[]): Trace {
  const spans = overheard.filter(({ to }) => to > trip.began).sort((a, b) => a.from - b.from);
  const first = (what: string, after: number) => {
    const found = spans.find(({ service, operation, to }) => `${service} ${operation}` === what && to >= after);
    if (!found) throw new Error(`Nobody heard of ${what}.`);
    return found;
  };
  const stored = first('s3 PUT uploads', trip.announced).to;
  const received = first('sqs ReceiveMessage', stored).to;
  const detected = first(`rekognition ${detectorStep}`, received);
  const told = first('events PutEvents', detected.to);
  const ends: [string, number][] = [
    ['createUploads', trip.announced],
    ['PUT of the photo', stored],
    ['EventBridge and SQS', received],
    ['function, before', detected.from],
    [detectorStep, detected.to],
    ['function, after', Math.max(told.from, detected.to)],
    ['EventBridge, publishAnalysis, subscription', trip.ended],
  ];
  const at = (moment: number) => moment - trip.began;
  return {
    steps: ends.map(([name, to], nth) => ({ name, from: at(ends[nth - 1]?.[1] ?? trip.began), to: at(to) })),
    calls: spans
      // A queue is asked long before there is anything in it.
      .filter(({ operation, from }) => from < trip.ended && operation !== 'ReceiveMessage')
      .map((span) => ({ name: nameOf(span), from: at(span.from), to: at(span.to) })),
  };
}

function nameOf({ service, operation, by }: Span): string {
  // `CreateUploadsRole1234ABCD`, as the CDK names it
  const [, who] = /([A-Za-z]+)Role[0-9A-F]{8}$/.exec(by) ?? [];
  return `${service} ${operation}${who === undefined ? '' : ` by ${who}`}`;
}

/** Percent of the whole way. */
export function shareOf({ from, to }: Step, { steps }: Trace): number {
  return (100 * (to - from)) / (steps.at(-1)?.to ?? to);
}
