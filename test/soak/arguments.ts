import { parseArgs } from 'node:util';
import * as z from 'zod';
import { faultLevels, type FaultLevel } from './faults.ts';

export const usage = `Usage: npm run soak -- [options]
  --images N      how many photos are sent (default 200)
  --users N       how many people send them (default one for 50 photos)
  --seed S        makes the same run again, as far as processes can (default 1)
  --faults LEVEL  none, light or heavy: how many calls fail, are lost or happen twice (default heavy)
  --kill K        how often the whole stack is killed with SIGKILL and started again (default 1)
  --assembly DIR  takes this synthesized assembly, not the project's own
  --json          prints one JSON object and nothing else on stdout`;

/** The command line is not one that is understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Order {
  images: number;
  users: number;
  seed: number;
  faults: FaultLevel;
  kill: number;
  /** Default: the project's stack is synthesized. */
  assembly?: string | undefined;
  json: boolean;
}

/** Well below the daily limit, with room for repeats. */
const photosEach = 50;

const count = (least: number) => z.coerce.number().int().min(least).max(1_000_000);
const order = z.object({
  images: count(1).default(200),
  users: count(1).optional(),
  seed: count(0).default(1),
  faults: z.enum(faultLevels).default('heavy'),
  kill: count(0).default(1),
  assembly: z.string().optional(),
  json: z.boolean().default(false),
});

/** Reads the arguments of `npm run soak`. @throws UsageError */
export function parseOrder(args: string[]): Order | 'help' {
  const { help, ...values } = parse(args);
  if (help) return 'help';
  const parsed = order.safeParse(values);
  if (!parsed.success) throw new UsageError(z.prettifyError(parsed.error));
  const { users = Math.ceil(parsed.data.images / photosEach), ...rest } = parsed.data;
  return { users, ...rest };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        images: { type: 'string' },
        users: { type: 'string' },
        seed: { type: 'string' },
        faults: { type: 'string' },
        kill: { type: 'string' },
        assembly: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
