import * as z from 'zod';
import { readEnvironment } from '../adapters/environment.ts';
import { monthsTable } from '../adapters/months-table.ts';
import { spendingTable } from '../adapters/spending-table.ts';
import { talliesTable } from '../adapters/tallies-table.ts';
import { answering } from '../adapters/observed-handler.ts';
import { serviceUsage } from '../domain/admission.ts';
import { listLabels, report } from '../domain/report.ts';

const { TABLE_NAME, MONTHLY_CEILING } = readEnvironment({
  TABLE_NAME: z.string(),
  MONTHLY_CEILING: z.coerce.number().int(),
});

const ports = {
  tallies: talliesTable(TABLE_NAME),
  months: monthsTable(TABLE_NAME),
  spending: spendingTable(TABLE_NAME),
  monthlyCeiling: MONTHLY_CEILING,
  now: () => new Date(),
};

/** What the resolvers `Query.report`, `Query.overview`, `Query.labels` and `Query.serviceUsage` send. */
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
  z.object({ read: z.literal('serviceUsage') }),
]);

async function read(asked: z.infer<typeof request>): Promise<unknown> {
  switch (asked.read) {
    case 'report':
      return report(asked.owner, asked, ports);
    case 'labels':
      return listLabels(asked.owner, asked, ports);
    case 'serviceUsage':
      return serviceUsage(ports);
  }
}

export const handler = answering((event) => read(request.parse(event)));
