import * as z from 'zod';
import type { MetricName } from '../../schema/metrics.ts';
import type { Printed } from './stack.ts';

/** A line of a function's log, as far as tests read it. */
const logLine = z.object({
  level: z.string(),
  message: z.string(),
  service: z.string(),
  function_name: z.string(),
  correlation_id: z.string().optional(),
  analysisId: z.string().optional(),
  code: z.string().optional(),
});

export type LogLine = z.infer<typeof logLine>;

/** CloudWatch's embedded metric format: the metrics' names, and the values beside them. */
const embedded = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});

const values = z.union([z.number().transform((value) => [value]), z.array(z.number())]);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whether CloudWatch Logs Insights can read a line by its fields. */
export function isJson(line: string): boolean {
  return parsed(line) !== undefined;
}

/** The lines of the log that the functions wrote themselves. */
export function logLines(printed: readonly Printed[]): LogLine[] {
  return printed.flatMap(({ line }) => logLine.safeParse(parsed(line)).data ?? []);
}

interface Measurement {
  namespace: string;
  dimensions: Record<string, unknown>;
  values: number[];
}

/** What was measured of one metric, in the order in which it was written. */
export function measurements(printed: readonly Printed[], metric: MetricName | 'ColdStart'): Measurement[] {
  return printed.flatMap(({ line }) => {
    const { data } = embedded.safeParse(parsed(line));
    return (data?._aws.CloudWatchMetrics ?? [])
      .filter(({ Metrics }) => Metrics.some(({ Name }) => Name === metric))
      .map(({ Namespace, Dimensions }) => ({
        namespace: Namespace,
        dimensions: Object.fromEntries(Dimensions.flat().map((name) => [name, data?.[name]])),
        values: values.parse(data?.[metric]),
      }));
  });
}
