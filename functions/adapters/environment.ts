import * as z from 'zod';

/** Reads and checks the environment of a function; a missing or malformed variable fails its start, by name. */
export function readEnvironment<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  return z.object(shape).parse(process.env);
}
