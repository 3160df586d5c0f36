import { z } from 'zod';
import { readEnvironment } from '../adapters/environment.ts';
import { monthsTable } from '../adapters/months-table.ts';
import { talliesTable } from '../adapters/tallies-table.ts';
import { answer } from '../domain/errors.ts';
import { listLabels, report } from '../domain/report.ts';

const { TABLE_NAME } = readEnvironment({ TABLE_NAME: z.string() });

const ports = { tallies: talliesTable(TABLE_NAME), months: monthsTable(TABLE_NAME), now: () => new Date() };

/** What the resolvers `Query.report`, `Query.overview` and `Query.labels` send. */
const request = z.discriminatedUnion('read', [
  z.object({ read: z.literal('report'), owner: z.string().min(1), from: z.string(), to: z.string() }),
  z.object({
    read: z.literal('labels'),
    owner: z.string().min(1),
    prefix: z.string().nullish(),
    from: z.string().nullish(),
    to: z.string().nullish(),
    limit: z.number().nullish(),
  }),
]);

export const handler = (event: unknown) => {
  const asked = request.parse(event);
  return answer<unknown>(() =>
    asked.read === 'report' ? report(asked.owner, asked, ports) : listLabels(asked.owner, asked, ports),
  );
};
