import * as z from 'zod';
import { readEnvironment } from '../adapters/environment.ts';
import { usersTable } from '../adapters/users-table.ts';
import { answering } from '../adapters/observed-handler.ts';
import { setUserBlocked } from './set-user-blocked.ts';

const environment = readEnvironment({ TABLE_NAME: z.string() });
const ports = { users: usersTable(environment.TABLE_NAME), now: () => new Date() };

/** What the resolver `Mutation.setUserBlocked` sends. */
const request = z.object({
  by: z.string().min(1),
  userId: z.string(),
  blocked: z.boolean(),
  reason: z.string().optional(),
});

export const handler = answering((event) => setUserBlocked({ reason: undefined, ...request.parse(event) }, ports));
