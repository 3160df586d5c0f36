import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as z from 'zod';
import type { Totals } from '../domain/totals.ts';

/** Totals as they are stored in an analysis, a tombstone or a roll. */
export const totalsItem = z.record(z.string(), z.number().int()) satisfies z.ZodType<Totals>;

/** JSON made small, for what is read and written as a whole. */
export function pack(value: unknown): Uint8Array {
  return brotliCompressSync(JSON.stringify(value), { params: { [constants.BROTLI_PARAM_QUALITY]: 7 } });
}

/** Reads what `pack` has written. */
export function packed<Schema extends z.ZodType>(schema: Schema) {
  return z
    .instanceof(Uint8Array)
    .transform((bytes): unknown => JSON.parse(brotliDecompressSync(bytes).toString()))
    .pipe(schema);
}
