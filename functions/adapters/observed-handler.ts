import type { Context } from 'aws-lambda';
import * as z from 'zod';
import type { MetricName } from '../../schema/metrics.ts';
import { answer, type Answer, type CallerErrorCode } from '../domain/errors.ts';
import { embeddedMetrics, log, logger, metrics } from './telemetry.ts';

const correlated = z.object({ correlationId: z.string() });

type Handler<Event, Result> = (event: Event, context: Context) => Promise<Result>;

/**
 * What every function does around its work: its log lines say which request they belong to, a fault is logged with its
 * stable name, cold starts are counted, and what was measured is handed on.
 */
export function observed<Event, Result>(handle: Handler<Event, Result>): Handler<Event, Result> {
  return async (event, context) => {
    logger.resetKeys();
    logger.addContext(context);
    log.about({ correlationId: correlated.safeParse(event).data?.correlationId });
    embeddedMetrics.captureColdStartMetric();
    try {
      return await handle(event, context);
    } catch (error) {
      log.error('The function failed', { error });
      throw error;
    } finally {
      if (embeddedMetrics.hasStoredMetrics()) embeddedMetrics.publishStoredMetrics();
    }
  };
}

/** Refusals that operators want to see the number of. */
const countedRefusals: Partial<Record<CallerErrorCode, MetricName>> = {
  QuotaExceeded: 'QuotaRefusals',
  ServicePaused: 'CeilingRefusals',
};

/** A function behind a field of the API: what it refuses is an answer, and is logged by its code alone. */
export function answering<Data>(work: (event: unknown) => Promise<Data>): Handler<unknown, Answer<Data>> {
  return observed(async (event) => {
    const answered = await answer(async () => work(event));
    if ('data' in answered) {
      log.info('Answered');
      return answered;
    }
    const { type: code } = answered.error;
    log.info('Refused', { code });
    const counted = countedRefusals[code];
    if (counted) metrics.add(counted);
    return answered;
  });
}
