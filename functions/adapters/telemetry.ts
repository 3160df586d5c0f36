import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics as EmbeddedMetrics } from '@aws-lambda-powertools/metrics';
import { metricUnits } from '../../schema/metrics.ts';
import type { Log, LogDetails, Metrics } from '../domain/ports.ts';

/** Both take what they are named and how much they say from the environment that the stack gives every function. */
export const logger = new Logger();
export const embeddedMetrics = new EmbeddedMetrics();

/** One line of JSON each, with the request and what it is about. */
export const log: Log = {
  about({ analysisId, correlationId }) {
    if (analysisId !== undefined) logger.appendKeys({ analysisId });
    if (correlationId !== undefined) logger.setCorrelationId(correlationId);
  },
  info: (message, details = {}) => logger.info(message, plain(details)),
  warn: (message, details = {}) => logger.warn(message, plain(details)),
  error: (message, details = {}) => logger.error(message, plain(details)),
};

/** Written into the log when the invocation ends, from where CloudWatch reads them (embedded metric format). */
export const metrics: Metrics = {
  add: (name, value = 1) => void embeddedMetrics.addMetric(name, metricUnits[name], value),
};

/** Of an error its name, its message and its place; whatever else it carries may be somebody's. */
function plain({ error, correlationId, ...others }: LogDetails) {
  const details = { ...others, ...(correlationId !== undefined && { correlation_id: correlationId }) };
  if (error === undefined) return details;
  if (!(error instanceof Error)) return { ...details, code: typeof error };
  return { ...details, code: error.name, error: error.message, stack: error.stack };
}
