import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { AssemblyError } from './template.ts';

/** Reads and checks one JSON file of an assembly; the {@link AssemblyError} names the file. */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new AssemblyError(`Cannot read ${file}: ${reasonOf(error)}`, { cause: error, place: file });
  }
}

/** What went wrong, in words, for a message around it. */
export function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}
