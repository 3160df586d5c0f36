import * as z from 'zod';
import { unreadableRequest, type DataSource } from './data-source.ts';

const request = z.object({ payload: z.unknown().optional() });

/** Gives the payload back. */
export const noneDataSource: DataSource = {
  ask(value) {
    const parsed = request.safeParse(value);
    if (!parsed.success) throw unreadableRequest('The request of a NONE data source is an object.');
    return Promise.resolve({ result: parsed.data.payload ?? null });
  },
};
